using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Serialization;
using Ledger.Accounting;

namespace Ledger.ErpExport.Documents;

/// <summary>
/// What one ERP is to post as one journal entry: the canonical form of all adapters. Balanced per currency, mapped to the ERP's own
/// codes, never changed once it is planned; a correction is a new document.
/// </summary>
public sealed record PostingDocument
{
    /// <summary>The reference under which the ERP knows it.</summary>
    public required DocumentReference Reference { get; init; }

    /// <summary>The run that it was cut in.</summary>
    public required Guid RunId { get; init; }

    /// <summary>
    /// Documents with one group belong together: parts of one cut that an ERP with one currency a document has to take apart.
    /// </summary>
    public required string Group { get; init; }

    /// <summary>The ERP's code of the company.</summary>
    public required string Company { get; init; }

    /// <summary>The ERP's code of the journal; empty where the ERP has none.</summary>
    public required string Journal { get; init; }

    /// <summary>Posting date: the ledger's booking date, unless a policy for closed periods moved it.</summary>
    public required DateOnly Date { get; init; }

    /// <summary>The ledger's booking date when it is not <see cref="Date"/>; null otherwise.</summary>
    public DateOnly? OriginalDate { get; init; }

    /// <summary>One sentence for the bookkeeper, at most 250 characters, without control characters.</summary>
    public required string Memo { get; init; }

    /// <summary>The company's own currency.</summary>
    public required Currency HomeCurrency { get; init; }

    /// <summary>Debits and credits, at least two.</summary>
    public required IReadOnlyList<DocumentLine> Lines { get; init; }

    /// <summary>Version of the mapping that made it.</summary>
    public required string MappingVersion { get; init; }

    /// <summary>Entries of the journal in it.</summary>
    public required int EntryCount { get; init; }

    /// <summary>First position of the journal in it.</summary>
    public required long FirstPosition { get; init; }

    /// <summary>Last position of the journal in it.</summary>
    public required long LastPosition { get; init; }

    /// <summary>The long form of the reference, for memo or external id: run and reference.</summary>
    [JsonIgnore]
    public string ExternalId => $"{RunId:N}/{Reference.Value}";

    /// <summary>The currencies of its lines, in order of their codes.</summary>
    [JsonIgnore]
    public IEnumerable<Currency> Currencies =>
        Lines.Select(line => line.Amount.Currency).Distinct().OrderBy(currency => currency.Code, StringComparer.Ordinal);

    /// <summary>Debits and credits per currency, in order of the currencies' codes.</summary>
    [JsonIgnore]
    public IReadOnlyList<CurrencyTotal> Totals => [.. Currencies.Select(currency => new CurrencyTotal(
        currency, Sum(currency, Side.Debit), Sum(currency, Side.Credit)))];

    /// <summary>The form that is kept and hashed: JSON, its fields in the order of this type.</summary>
    public byte[] ToUtf8() => JsonSerializer.SerializeToUtf8Bytes(this, DocumentJson.Default.PostingDocument);

    /// <summary>SHA-256 of <see cref="ToUtf8"/>, lower-case hex.</summary>
    public string Hash() => Convert.ToHexStringLower(SHA256.HashData(ToUtf8()));

    /// <summary>Reads what <see cref="ToUtf8"/> wrote.</summary>
    /// <exception cref="JsonException">The text is not a document.</exception>
    public static PostingDocument Parse(ReadOnlySpan<byte> utf8) =>
        JsonSerializer.Deserialize(utf8, DocumentJson.Default.PostingDocument) ?? throw new JsonException("The document is null.");

    long Sum(Currency currency, Side side) => Lines
        .Where(line => line.Side == side && line.Amount.Currency == currency).Sum(line => line.Amount.MinorUnits);
}

/// <summary>Debits and credits of a document, or of part of a ledger, in one currency.</summary>
/// <param name="Currency">The currency.</param>
/// <param name="Debit">Minor units, zero or more.</param>
/// <param name="Credit">Minor units, zero or more.</param>
public readonly record struct CurrencyTotal(Currency Currency, long Debit, long Credit);

/// <summary>Source-generated JSON of documents: camelCase, nulls left out.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(PostingDocument))]
public sealed partial class DocumentJson : JsonSerializerContext;
