using System.Globalization;
using CsvHelper;
using CsvHelper.Configuration;

namespace Ledger.ErpExport.Files;

/// <summary>
/// What the reader of our files says of them: a file for each run, <c>reference,status,document_number,message</c>. It may hold some of
/// the references first and more later. What holds an unknown or doubled reference, or anything else that is not as it should be, is
/// refused as a whole: renamed to <c>.refused</c>, with the reason beside it.
/// </summary>
sealed class AcknowledgementFolder(string path, TimeProvider time)
{
    const string Header = "reference,status,document_number,message";
    const int Fields = 4;

    static readonly TimeSpan Settled = TimeSpan.FromMinutes(1);
    static readonly CsvConfiguration Layout = new(CultureInfo.InvariantCulture) { BadDataFound = null, HasHeaderRecord = false };

    (string Name, FileStamp Stamp, RunAcknowledgement Said)? _last;

    /// <summary>What is said of a run by now; nothing when no file, or none that counts, is there.</summary>
    public RunAcknowledgement Read(RunName name, RunManifest manifest)
    {
        var file = Path.Combine(path, name.Acknowledgement);
        if (FileStamp.Of(file) is not { } stamp)
        {
            return RunAcknowledgement.None;
        }

        if (_last is { } last && last.Name == name.Acknowledgement && last.Stamp == stamp)
        {
            return last.Said;
        }

        // A file without a line end is still being written, or has been left so.
        var text = File.ReadAllText(file);
        if (!text.EndsWith('\n') && time.GetUtcNow() - stamp.ChangedAt < Settled)
        {
            return RunAcknowledgement.None;
        }

        var (said, reason) = Parse(text, manifest, PartReader.Hash(file), stamp.ChangedAt);
        if (said is null)
        {
            Refuse(file, reason);
            return RunAcknowledgement.None;
        }

        _last = (name.Acknowledgement, stamp, said);
        return said;
    }

    static (RunAcknowledgement? Said, string Reason) Parse(string text, RunManifest manifest, string sha256, DateTimeOffset at)
    {
        using var parser = new CsvParser(new StringReader(text), Layout);
        if (!parser.Read() || parser.Record is not { } head || string.Join(',', head) != Header)
        {
            return (null, $"The first row is not {Header}.");
        }

        var rows = new Dictionary<string, AcknowledgedDocument>(StringComparer.Ordinal);
        while (parser.Read())
        {
            if (Fault(parser.Record!, manifest, rows) is { } fault)
            {
                return (null, $"Row {parser.Row}: {fault}");
            }

            var row = parser.Record!;
            rows.Add(row[0], new AcknowledgedDocument(row[1] == "posted", row[2].Length == 0 ? null : row[2], row[3]));
        }

        return (new RunAcknowledgement(rows, sha256, at), "");
    }

    static string? Fault(string[] row, RunManifest manifest, Dictionary<string, AcknowledgedDocument> before) => row switch
    {
        not { Length: Fields } => $"{row.Length} fields, not {Fields}.",
        [var reference, ..] when manifest.PartOf(reference) is null => $"'{reference}' is no reference of this run.",
        [var reference, ..] when before.ContainsKey(reference) => $"'{reference}' stands there a second time.",
        [_, "posted", "", _] => "A document that is posted has a number.",
        [_, "posted" or "rejected", ..] => null,
        _ => $"'{row[1]}' is neither posted nor rejected.",
    };

    static void Refuse(string file, string reason)
    {
        var refused = file + ".refused";
        for (var n = 2; File.Exists(refused); n++)
        {
            refused = string.Create(CultureInfo.InvariantCulture, $"{file}.{n}.refused");
        }

        File.WriteAllText(refused + ".reason.txt", reason + "\n");
        File.Move(file, refused);
    }
}

/// <summary>What is said of a run by now.</summary>
/// <param name="Documents">By reference.</param>
/// <param name="Sha256">SHA-256 of the file, lower-case hex; empty without one.</param>
/// <param name="At">When it was written; null without one.</param>
sealed record RunAcknowledgement(IReadOnlyDictionary<string, AcknowledgedDocument> Documents, string Sha256, DateTimeOffset? At)
{
    /// <summary>Nothing yet.</summary>
    public static RunAcknowledgement None { get; } =
        new(new Dictionary<string, AcknowledgedDocument>(StringComparer.Ordinal), "", null);
}

/// <summary>What is said of a document.</summary>
/// <param name="IsPosted">Posted, or else rejected.</param>
/// <param name="Number">The number that the reader has given it; null when it has given none.</param>
/// <param name="Message">The reader's own words; may be empty.</param>
sealed record AcknowledgedDocument(bool IsPosted, string? Number, string Message);
