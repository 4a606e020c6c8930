using System.Buffers;
using System.Security.Cryptography;
using System.Text.Json;
using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;

namespace Ledger.ErpExport.Files;

/// <summary>What is to be written of one run: its documents, cut into parts, and the manifest that will name them.</summary>
sealed class RunPlan(RunName name, IRunFormat format, SubmitBatch batch, IReadOnlyList<PostingDocument> documents, int rowsPerPart)
{
    /// <summary>SHA-256 over the hashes of the documents, in order, lower-case hex.</summary>
    public string DocumentsSha256 { get; } = HashOf(documents);

    /// <summary>The parts in order; no document is cut in two, and only one that is longer than a part makes a longer one.</summary>
    public IEnumerable<(RunPart Part, IReadOnlyList<PostingDocument> Documents)> Parts()
    {
        var (number, from) = (1, 0);
        while (from < documents.Count)
        {
            var (rows, to) = (documents[from].Lines.Count, from + 1);
            while (to < documents.Count && rows + documents[to].Lines.Count <= rowsPerPart)
            {
                rows += documents[to++].Lines.Count;
            }

            var held = documents.Skip(from).Take(to - from).ToList();
            yield return (PartOf(number++, rows, held), held);
            from = to;
        }
    }

    /// <summary>The manifest of parts that are written.</summary>
    public RunManifest ManifestOf(IReadOnlyList<RunPart> parts) => new()
    {
        Format = format.Version,
        RunId = batch.RunId,
        RunNumber = name.Run,
        Generation = name.Generation,
        Mode = batch.Mode,
        CutFrom = batch.CutFrom,
        CutTo = batch.CutTo,
        MappingVersions = Ordered(documents.Select(document => document.MappingVersion)),
        Rows = parts.Sum(part => (long)part.Rows),
        Documents = documents.Count,
        DocumentsSha256 = DocumentsSha256,
        Parts = parts,
    };

    RunPart PartOf(int number, int rows, List<PostingDocument> held)
    {
        var lines = held.SelectMany(document => document.Lines).ToList();
        return new RunPart
        {
            Name = name.Part(number, format.Extension),
            Wrapper = format.WrapperExtension is { } wrapper ? name.Part(number, wrapper) : null,
            Rows = rows,
            Documents = held.Count,
            References = ReferenceRange.Of(held.Select(document => document.Reference.Value)),
            FirstDate = held.Min(document => document.Date),
            LastDate = held.Max(document => document.Date),
            Accounts = Ordered(lines.Select(line => line.Account)),
            DebitByCurrency = Sums(lines, Side.Debit),
            CreditByCurrency = Sums(lines, Side.Credit),
            Sha256 = "",
        };
    }

    static List<string> Ordered(IEnumerable<string> texts) =>
        [.. texts.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)];

    // Every currency of the part stands on both sides, so that a reader need not ask for what is missing.
    static Dictionary<string, string> Sums(List<DocumentLine> lines, Side side)
    {
        var sums = new SortedDictionary<string, (Int128 MinorUnits, int Exponent)>(StringComparer.Ordinal);
        foreach (var line in lines)
        {
            var currency = line.Amount.Currency;
            var sum = sums.GetValueOrDefault(currency.Code).MinorUnits + (line.Side == side ? line.Amount.MinorUnits : 0);
            sums[currency.Code] = (sum, currency.Exponent);
        }

        return sums.ToDictionary(
            pair => pair.Key, pair => Money.Format(pair.Value.MinorUnits, pair.Value.Exponent), StringComparer.Ordinal);
    }

    static string HashOf(IReadOnlyList<PostingDocument> documents)
    {
        using var sha = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        var bytes = new ArrayBufferWriter<byte>(64 * 1024);
        using var json = new Utf8JsonWriter(bytes);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        foreach (var document in documents)
        {
            // As PostingDocument.Hash does it, without a new array for each document.
            JsonSerializer.Serialize(json, document, DocumentJson.Default.PostingDocument);
            SHA256.HashData(bytes.WrittenSpan, hash);
            sha.AppendData(hash);
            bytes.ResetWrittenCount();
            json.Reset();
        }

        return Convert.ToHexStringLower(sha.GetHashAndReset());
    }
}
