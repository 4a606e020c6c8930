using System.Text.Json;
using System.Text.Json.Serialization;
using Ledger.Accounting;
using Ledger.ErpExport.Adapters;

namespace Ledger.ErpExport.Storage;

/// <summary>A line of a foreign entry, as kept with what was found.</summary>
/// <param name="Account">The ERP's account.</param>
/// <param name="Side">Debit or credit.</param>
/// <param name="MinorUnits">Zero or more.</param>
/// <param name="Currency">The currency.</param>
sealed partial record FoundLine(string Account, Side Side, long MinorUnits, Currency Currency)
{
    /// <summary>Debits positive, credits negative, in minor units.</summary>
    [JsonIgnore]
    public long Signed => Side == Side.Debit ? MinorUnits : -MinorUnits;

    /// <summary>Lines as JSON.</summary>
    public static string ToJson(IReadOnlyList<ErpDocumentLine> lines) => JsonSerializer.Serialize(
        [.. lines.Select(line => new FoundLine(line.Account, line.Side, line.Amount.MinorUnits, line.Amount.Currency))],
        Json.Default.FoundLineArray);

    /// <summary>Reads what <see cref="ToJson"/> wrote.</summary>
    public static IReadOnlyList<FoundLine> Parse(string json) => JsonSerializer.Deserialize(json, Json.Default.FoundLineArray) ?? [];

    [JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
    [JsonSerializable(typeof(FoundLine[]))]
    sealed partial class Json : JsonSerializerContext;
}
