using System.Globalization;
using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;
using Ledger.ErpExport.Files;

namespace Ledger.ErpExport.Confirming;

/// <summary>Compares what was sent with what the ERP holds. Pure.</summary>
static class Comparison
{
    /// <summary>So many differences are named; the ERP shows the others.</summary>
    const int DifferencesMax = 5;

    /// <summary>How they differ; null when they say the same.</summary>
    public static ErpRefusal? Of(PostingDocument sent, ErpDocument there) => there.State switch
    {
        ErpDocumentState.Deleted => new ErpRefusal(ErpReason.Deleted, $"{Name(there)} was deleted in the ERP."),
        ErpDocumentState.Reversed => new ErpRefusal(ErpReason.Reversed, $"{Name(there)} was reversed in the ERP."),
        ErpDocumentState.Draft => new ErpRefusal(ErpReason.Edited, $"{Name(there)} is a draft in the ERP, and does not count there."),
        _ => Lines(sent, there) ?? Company(sent, there) ?? Date(sent, there),
    };

    /// <summary>True when a document of the ERP is of a company, or does not tell of which.</summary>
    public static bool IsOfCompany(ErpDocument there, string company) =>
        there.Company is null || there.Company == company || there.CompanyId == company;

    static ErpRefusal? Date(PostingDocument sent, ErpDocument there) => there.Date is { } date && date != sent.Date
        ? new ErpRefusal(
            ErpReason.DateShifted,
            string.Create(CultureInfo.InvariantCulture, $"Sent for {sent.Date:yyyy-MM-dd}; {Name(there)} is dated {date:yyyy-MM-dd}."))
        : null;

    static ErpRefusal? Company(PostingDocument sent, ErpDocument there) => IsOfCompany(there, sent.Company)
        ? null
        : new ErpRefusal(ErpReason.Edited, $"Sent for company {sent.Company}; {Name(there)} is of company {there.Company}.");

    static ErpRefusal? Lines(PostingDocument sent, ErpDocument there)
    {
        if (!there.TellsLines)
        {
            return null;
        }

        // Where amounts differ, so does all that is told of them.
        var differing = new[] { Amounts(sent, there), Homes(sent, there), Tags(sent, there) }
            .Select(each => each.Take(DifferencesMax).ToList()).FirstOrDefault(each => each.Count > 0) ?? [];
        if (sent.Lines.Count != there.Lines.Count)
        {
            differing.Add($"sent {sent.Lines.Count} lines, there {there.Lines.Count}");
        }

        return differing.Count > 0
            ? new ErpRefusal(ErpReason.Edited, $"{Name(there)} says something else: {string.Join("; ", differing)}.")
            : null;
    }

    static IEnumerable<string> Amounts(PostingDocument sent, ErpDocument there) => Differing(
        sent.Lines.Select(line => (Key(line.Account, line.Side), line.Amount)),
        there.Lines.Select(line => (Key(line.Account, line.Side), line.Amount)));

    /// <summary>Amounts in the company's own currency, where we said them and the ERP tells them.</summary>
    static IEnumerable<string> Homes(PostingDocument sent, ErpDocument there) =>
        there.Details.Count == there.Lines.Count && there.Details.All(detail => detail.Home is not null)
        && sent.Lines.All(line => line.InHomeCurrency.Currency == sent.HomeCurrency)
            ? Differing(
                sent.Lines.Select(line => ($"{Key(line.Account, line.Side)} at our rate", line.InHomeCurrency)),
                there.Lines.Zip(there.Details, (line, detail) => ($"{Key(line.Account, line.Side)} at our rate", detail.Home!.Value)))
            : [];

    /// <summary>Parties and dimensions, where the ERP tells them.</summary>
    static IEnumerable<string> Tags(PostingDocument sent, ErpDocument there)
    {
        if (there.Details.Count != there.Lines.Count)
        {
            return [];
        }

        var tellsParty = there.Details.All(detail => detail.Party is not null);
        var tellsDimensions = there.Details.All(detail => detail.Dimensions is not null);
        string Tagged(string key, string? party, string? dimensions) => key
            + (tellsParty && party is { Length: > 0 } ? $" of {party}" : "")
            + (tellsDimensions && dimensions is { Length: > 0 } ? $" with {dimensions}" : "");
        return tellsParty || tellsDimensions
            ? Differing(
                sent.Lines.Select(line => (
                    Tagged(Key(line.Account, line.Side), line.Party, DimensionText.Of(line.Dimensions)), line.Amount)),
                there.Lines.Zip(there.Details, (line, detail) => (
                    Tagged(Key(line.Account, line.Side), detail.Party, detail.Dimensions), line.Amount)))
            : [];
    }

    static IEnumerable<string> Differing(IEnumerable<(string Key, Money Amount)> sent, IEnumerable<(string Key, Money Amount)> there)
    {
        var (ours, theirs) = (Sums(sent), Sums(there));
        return ours.Keys.Union(theirs.Keys).Where(key => ours.GetValueOrDefault(key) != theirs.GetValueOrDefault(key)).Order()
            .Select(key => $"{key.Key}: sent {Text(ours, key)}, there {Text(theirs, key)}");
    }

    static Dictionary<(string Key, string Currency), Int128> Sums(IEnumerable<(string Key, Money Amount)> lines) =>
        lines.GroupBy(line => (line.Key, line.Amount.Currency.Code)).ToDictionary(
            group => group.Key, group => group.Aggregate(Int128.Zero, (sum, line) => sum + line.Amount.MinorUnits));

    static string Text(Dictionary<(string Key, string Currency), Int128> sums, (string Key, string Currency) key) =>
        $"{Money.Format(sums.GetValueOrDefault(key), Currency.Parse(key.Currency).Exponent)} {key.Currency}";

    static string Key(string account, Side side) => $"{account} {side.ToString().ToLowerInvariant()}";

    static string Name(ErpDocument there) => there.Number ?? $"The document with id {there.ErpId}";
}
