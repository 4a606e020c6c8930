using System.Globalization;
using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;

namespace Ledger.ErpExport.Odoo;

/// <summary>Compares what was sent with what Odoo holds under its reference.</summary>
static class OdooComparison
{
    /// <summary>What to say of a document, given what is there; null when nothing is.</summary>
    public static SubmitResult? ResultOf(PostingDocument document, IReadOnlyList<ErpDocument> held) => held switch
    {
        [] => null,
        [var one] when !IsSame(document, one) => new SubmitResult.Rejected(new ErpRefusal(
            ErpReason.ReferenceTaken,
            $"Entry {one.ErpId} in Odoo has the reference {document.Reference} and says something else: {Words(one)}.")),
        [{ State: ErpDocumentState.Draft } draft] => new SubmitResult.Drafted(new SubmissionHandle(draft.ErpId)),
        [var posted] => new SubmitResult.Posted(posted.ErpId, posted.Number, posted.Date),
        _ => new SubmitResult.Rejected(new ErpRefusal(
            ErpReason.Duplicate,
            $"Odoo has {held.Count} entries of the reference {document.Reference}: {string.Join(", ", held.Select(one => one.ErpId))}.")),
    };

    /// <summary>A posted entry.</summary>
    public static SubmitResult Posted(OdooMove move) => new SubmitResult.Posted(
        move.Id.ToString(CultureInfo.InvariantCulture), move.Name, move.Date);

    // Odoo may hold the lines in another order, and a bookkeeper may split one: what counts is what each account is moved by.
    static bool IsSame(PostingDocument document, ErpDocument held) =>
        Totals(document.Lines.Select(line => new ErpDocumentLine(line.Account, line.Side, line.Amount)))
            .SequenceEqual(Totals(held.Lines));

    static IEnumerable<(string, Side, Money)> Totals(IEnumerable<ErpDocumentLine> lines) =>
        from line in lines
        group line by (line.Account, line.Side, line.Amount.Currency) into same
        let total = same.Aggregate(Money.Zero(same.Key.Currency), (sum, line) => sum + line.Amount)
        orderby same.Key.Account, same.Key.Side, same.Key.Currency.Code
        select (same.Key.Account, same.Key.Side, total);

    static string Words(ErpDocument held) =>
        string.Join(", ", held.Lines.Take(6).Select(line => $"{line.Account} {line.Side.ToString().ToLowerInvariant()} {line.Amount}"));
}
