using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;

namespace Ledger.ErpExport.Files;

/// <summary>
/// Names the files of a run: <c>gl_0000000015</c>. A document that was refused and mapped anew goes by itself, as
/// <c>gl_0000000015-00012-2</c>: document 12 of run 15, second payload; what was written before stays as it is.
/// </summary>
/// <param name="Run">The target's run, from 1, as the references of its documents say it.</param>
/// <param name="Number">The document that goes by itself; 0 for the run's own files.</param>
/// <param name="Generation">Its payload; 1 for the run's own files.</param>
[StructLayout(LayoutKind.Auto)]
readonly partial record struct RunName(long Run, int Number, int Generation)
{
    const string ManifestEnding = ".manifest.json";

    /// <summary>What all its files begin with.</summary>
    public string Stem => Number == 0
        ? string.Create(CultureInfo.InvariantCulture, $"gl_{Run:0000000000}")
        : string.Create(CultureInfo.InvariantCulture, $"gl_{Run:0000000000}-{Number:00000}-{Generation}");

    /// <summary>The file whose presence says that all others are complete.</summary>
    public string Manifest => Stem + ManifestEnding;

    /// <summary>The file in which the reader answers.</summary>
    public string Acknowledgement => Stem + ".ack.csv";

    /// <summary>A file with documents, or the one beside it.</summary>
    /// <param name="part">From 1.</param>
    /// <param name="extension">With its dot.</param>
    public string Part(int part, string extension) => string.Create(CultureInfo.InvariantCulture, $"{Stem}_{part:000}{extension}");

    /// <summary>Where a document goes.</summary>
    public static RunName Of(Submission submission)
    {
        var reference = submission.Document.Reference;
        return submission.Generation == 1 ? new RunName(reference.Run, 0, 1)
            : new RunName(reference.Run, reference.Number, submission.Generation);
    }

    /// <summary>The run's own files, for a document of it.</summary>
    public static RunName OfRun(string reference) => new(DocumentReference.Parse(reference).Run, 0, 1);

    /// <summary>What the manifests of later payloads of a document are called, as a pattern of files.</summary>
    public static string LaterPattern(string reference)
    {
        var parsed = DocumentReference.Parse(reference);
        return string.Create(CultureInfo.InvariantCulture, $"gl_{parsed.Run:0000000000}-{parsed.Number:00000}-*{ManifestEnding}");
    }

    /// <summary>Reads the name of a manifest.</summary>
    public static bool TryParseManifest(string file, out RunName name)
    {
        name = default;
        return file.EndsWith(ManifestEnding, StringComparison.Ordinal) && TryParse(file[..^ManifestEnding.Length], out name);
    }

    /// <summary>Reads a stem.</summary>
    public static bool TryParse(string stem, out RunName name)
    {
        var match = Form().Match(stem);
        name = match.Success
            ? new RunName(
                Whole(match.Groups["run"]), (int)Whole(match.Groups["number"]), (int)Math.Max(1, Whole(match.Groups["generation"])))
            : default;
        return match.Success;
    }

    static long Whole(Group digits) => digits.Success ? long.Parse(digits.ValueSpan, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^gl_(?<run>[0-9]{10})(-(?<number>[0-9]{5})-(?<generation>[0-9]{1,6}))?\z", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Form();
}
