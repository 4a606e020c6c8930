using System.Globalization;
using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;

namespace Ledger.ErpExport.Confirming;

/// <summary>Compares what was sent with what the ERP holds. Pure.</summary>
static class Comparison
{
    /// <summary>How they differ; null when they say the same.</summary>
    public static ErpRefusal? Of(PostingDocument sent, ErpDocument there) => there.State switch
    {
        ErpDocumentState.Deleted => new ErpRefusal(ErpReason.Deleted, $"{Name(there)} was deleted in the ERP."),
        ErpDocumentState.Reversed => new ErpRefusal(ErpReason.Reversed, $"{Name(there)} was reversed in the ERP."),
        ErpDocumentState.Draft => new ErpRefusal(ErpReason.Edited, $"{Name(there)} is a draft in the ERP, and does not count there."),
        _ => Lines(sent, there) ?? Date(sent, there),
    };

    static ErpRefusal? Date(PostingDocument sent, ErpDocument there) => there.Date is { } date && date != sent.Date
        ? new ErpRefusal(
            ErpReason.DateShifted,
            string.Create(CultureInfo.InvariantCulture, $"Sent for {sent.Date:yyyy-MM-dd}; {Name(there)} is dated {date:yyyy-MM-dd}."))
        : null;

    static ErpRefusal? Lines(PostingDocument sent, ErpDocument there)
    {
        if (there.Lines.Count == 0)
        {
            return null;
        }

        var ours = Sums(sent.Lines.Select(line => (line.Account, line.Side, line.Amount)));
        var theirs = Sums(there.Lines.Select(line => (line.Account, line.Side, line.Amount)));
        var differing = ours.Keys.Union(theirs.Keys).Where(key => ours.GetValueOrDefault(key) != theirs.GetValueOrDefault(key))
            .Order().Take(5)
            .Select(key => $"{key.Account} {key.Side.ToString().ToLowerInvariant()}: sent {Text(ours, key)}, there {Text(theirs, key)}")
            .ToList();
        return differing.Count > 0
            ? new ErpRefusal(ErpReason.Edited, $"{Name(there)} says something else: {string.Join("; ", differing)}.")
            : null;
    }

    static Dictionary<(string Account, Side Side, string Currency), Int128> Sums(
        IEnumerable<(string Account, Side Side, Money Amount)> lines) =>
        lines.GroupBy(line => (line.Account, line.Side, line.Amount.Currency.Code)).ToDictionary(
            group => group.Key, group => group.Aggregate(Int128.Zero, (sum, line) => sum + line.Amount.MinorUnits));

    static string Text(Dictionary<(string Account, Side Side, string Currency), Int128> sums,
        (string Account, Side Side, string Currency) key) =>
        $"{Money.Format(sums.GetValueOrDefault(key), Currency.Parse(key.Currency).Exponent)} {key.Currency}";

    static string Name(ErpDocument there) => there.Number ?? $"The document with id {there.ErpId}";
}
