using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Ledger.ErpExport.Files;

/// <summary>
/// What a run consists of, in the file that is written last: where it is, everything that it names is complete. It holds no clock and no
/// machine's name, so that the same run has the same manifest.
/// </summary>
sealed record RunManifest
{
    /// <summary>The layout, such as <c>csv/1</c>.</summary>
    public required string Format { get; init; }

    /// <summary>The run.</summary>
    public required Guid RunId { get; init; }

    /// <summary>The target's count of it.</summary>
    public required long RunNumber { get; init; }

    /// <summary>1, or which payload of a single document this is.</summary>
    public required int Generation { get; init; }

    /// <summary><c>summary</c> or <c>detail</c>.</summary>
    public required string Mode { get; init; }

    /// <summary>Position of the journal behind which the run begins.</summary>
    public required long CutFrom { get; init; }

    /// <summary>Last position of the journal in the run.</summary>
    public required long CutTo { get; init; }

    /// <summary>Versions of the mapping that made its documents.</summary>
    public required IReadOnlyList<string> MappingVersions { get; init; }

    /// <summary>Lines of documents in all parts.</summary>
    public required long Rows { get; init; }

    /// <summary>Documents in all parts.</summary>
    public required int Documents { get; init; }

    /// <summary>SHA-256 over the hashes of the documents as they were planned, in order: says whether a run is the same.</summary>
    public required string DocumentsSha256 { get; init; }

    /// <summary>The files, in order.</summary>
    public required IReadOnlyList<RunPart> Parts { get; init; }

    /// <summary>The part that was written with a document; null when the run has it not.</summary>
    public RunPart? PartOf(string reference) => Parts.FirstOrDefault(part => part.References.Any(range => range.Has(reference)));

    /// <summary>The form of the file.</summary>
    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, RunManifestJson.Default.RunManifest);

    /// <summary>Reads the file.</summary>
    /// <exception cref="JsonException">It is no manifest.</exception>
    public static RunManifest Parse(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize(utf8, RunManifestJson.Default.RunManifest) ?? throw new JsonException("The manifest is null.");
}

/// <summary>A file of a run.</summary>
sealed record RunPart
{
    /// <summary>The file with the documents.</summary>
    public required string Name { get; init; }

    /// <summary>The file beside it that declares what it uses and includes it; null when it does so itself.</summary>
    public string? Wrapper { get; init; }

    /// <summary>Lines of its documents.</summary>
    public required int Rows { get; init; }

    /// <summary>Its documents.</summary>
    public required int Documents { get; init; }

    /// <summary>Their references, in order.</summary>
    public required IReadOnlyList<ReferenceRange> References { get; init; }

    /// <summary>First date of its documents.</summary>
    public required DateOnly FirstDate { get; init; }

    /// <summary>Last date of its documents.</summary>
    public required DateOnly LastDate { get; init; }

    /// <summary>Accounts of its lines, in order of their names.</summary>
    public required IReadOnlyList<string> Accounts { get; init; }

    /// <summary>Debits by currency as decimal text.</summary>
    public required IReadOnlyDictionary<string, string> DebitByCurrency { get; init; }

    /// <summary>Credits by currency as decimal text.</summary>
    public required IReadOnlyDictionary<string, string> CreditByCurrency { get; init; }

    /// <summary>SHA-256 of the file, lower-case hex; empty until it is written.</summary>
    public required string Sha256 { get; init; }
}

/// <summary>References of one run whose numbers follow one another.</summary>
/// <param name="First">The first.</param>
/// <param name="Last">The last.</param>
sealed record ReferenceRange(string First, string Last)
{
    const int NumberDigits = 5;

    /// <summary>True when it holds a reference.</summary>
    public bool Has(string reference) =>
        reference.Length == First.Length
        && string.CompareOrdinal(reference, First) >= 0 && string.CompareOrdinal(reference, Last) <= 0;

    /// <summary>All of them.</summary>
    public IEnumerable<string> All()
    {
        var start = First[..^NumberDigits];
        for (var number = NumberOf(First); number <= NumberOf(Last); number++)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{start}{number:00000}");
        }
    }

    /// <summary>The ranges of references in their order.</summary>
    public static IReadOnlyList<ReferenceRange> Of(IEnumerable<string> references)
    {
        var ranges = new List<ReferenceRange>();
        foreach (var reference in references)
        {
            if (ranges is [.., var open] && open.First[..^NumberDigits] == reference[..^NumberDigits]
                && NumberOf(reference) == NumberOf(open.Last) + 1)
            {
                ranges[^1] = open with { Last = reference };
            }
            else
            {
                ranges.Add(new ReferenceRange(reference, reference));
            }
        }

        return ranges;
    }

    static int NumberOf(string reference) => int.Parse(reference.AsSpan()[^NumberDigits..], CultureInfo.InvariantCulture);
}

/// <summary>Source-generated JSON of manifests, for people too: indented, lines end in a line feed.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    WriteIndented = true, NewLine = "\n")]
[JsonSerializable(typeof(RunManifest))]
sealed partial class RunManifestJson : JsonSerializerContext;
