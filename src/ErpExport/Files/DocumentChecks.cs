using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;

namespace Ledger.ErpExport.Files;

/// <summary>What no file may hold, whatever its format.</summary>
static class DocumentChecks
{
    /// <summary>All that is wrong with a document.</summary>
    public static IEnumerable<ErpRefusal> Of(PostingDocument document, ErpCapabilities capabilities)
    {
        if (!DocumentReference.IsReference(document.Reference.Value))
        {
            yield return Invalid($"'{document.Reference.Value}' is no reference.");
        }

        if (document.Lines.Count < 2 || document.Lines.Count > capabilities.MaxLinesPerDocument)
        {
            yield return Invalid($"{document.Lines.Count} lines; 2 to {capabilities.MaxLinesPerDocument} go into one file.");
        }

        foreach (var line in document.Lines.Where(line => !line.Amount.IsPositive))
        {
            yield return Invalid($"Line {line.Number} has {line.Amount}; an amount is above zero.");
        }

        foreach (var total in Totals(document).Where(total => total.Debit != total.Credit))
        {
            yield return new ErpRefusal(
                ErpReason.Unbalanced, $"Debits and credits in {total.Currency} differ by {total.Debit - total.Credit} minor units.");
        }
    }

    /// <summary>A refusal of what a field says.</summary>
    public static ErpRefusal Invalid(string detail) => new(ErpReason.FieldInvalid, detail);

    // Sums of amounts that only just fit 64 bits do not; so the document's own totals cannot be asked.
    static IEnumerable<(string Currency, Int128 Debit, Int128 Credit)> Totals(PostingDocument document) =>
        document.Lines.Where(line => line.LedgerAccount.Length > 0).GroupBy(line => line.Amount.Currency.Code, StringComparer.Ordinal)
            .Select(group => (
            group.Key,
            Sum(group.Where(line => line.Side == Accounting.Side.Debit)),
            Sum(group.Where(line => line.Side == Accounting.Side.Credit))));

    static Int128 Sum(IEnumerable<DocumentLine> lines) =>
        lines.Aggregate((Int128)0, (sum, line) => sum + line.Amount.MinorUnits);
}
