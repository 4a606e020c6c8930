using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;

namespace Ledger.ErpExport.Delivery;

/// <summary>What every document must be, whatever the ERP; and then what its adapter asks for.</summary>
static class DocumentCheck
{
    /// <summary>Everything that speaks against sending it.</summary>
    public static IReadOnlyList<ErpRefusal> Refusals(PostingDocument document, IErpAdapter adapter) =>
        [.. Own(document, adapter.Capabilities), .. adapter.Validate(document)];

    static IEnumerable<ErpRefusal> Own(PostingDocument document, ErpCapabilities can)
    {
        // A rounding line is of no entry; without it each currency balances by itself, as the journal does.
        foreach (var currency in document.Lines.Where(line => line.LedgerAccount.Length > 0).GroupBy(line => line.Amount.Currency))
        {
            if (Sum(currency, line => line.Amount.MinorUnits) is var sum && sum != 0)
            {
                yield return new ErpRefusal(
                    ErpReason.Unbalanced, $"Debits and credits differ by {Money.Format(sum, currency.Key.Exponent)} {currency.Key.Code}.");
            }
        }

        var home = document.HomeCurrency;
        if (document.Lines.All(line => line.InHomeCurrency.Currency == home)
            && Sum(document.Lines, line => line.InHomeCurrency.MinorUnits) is var rounding && rounding != 0)
        {
            yield return new ErpRefusal(
                ErpReason.Unbalanced, $"In {home.Code} debits and credits differ by {Money.Format(rounding, home.Exponent)}.");
        }

        if (document.Lines.Count > can.MaxLinesPerDocument)
        {
            yield return new ErpRefusal(
                ErpReason.FieldInvalid, $"It has {document.Lines.Count} lines; the ERP takes {can.MaxLinesPerDocument}.");
        }
    }

    static Int128 Sum(IEnumerable<DocumentLine> lines, Func<DocumentLine, long> minorUnits) => lines.Aggregate(
        Int128.Zero, (sum, line) => sum + (line.Side == Side.Debit ? minorUnits(line) : -(Int128)minorUnits(line)));
}
