using System.Globalization;
using Ledger.Accounting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;

namespace Ledger.ErpExport.Tryton;

/// <summary>What Tryton would refuse, as far as that is known without asking it.</summary>
static class TrytonRules
{
    /// <summary>Most lines of a move: one call makes them all, and longer ones take longer than a call may.</summary>
    public const int LinesMax = 500;

    /// <summary>Most minor units of an amount, 15 digits: a Tryton on SQLite keeps no more of them exactly.</summary>
    const long MinorUnitsMax = 999_999_999_999_999;

    /// <summary>All refusals of a document.</summary>
    public static IReadOnlyList<ErpRefusal> Of(PostingDocument document) =>
    [
        .. Fields(document),
        .. Currencies(document),
        .. Balance(document),
    ];

    static IEnumerable<ErpRefusal> Fields(PostingDocument document)
    {
        if (document.Lines.Count is < 2 or > LinesMax)
        {
            yield return new ErpRefusal(ErpReason.FieldInvalid, string.Create(
                CultureInfo.InvariantCulture, $"A move has 2 to {LinesMax} lines; this one has {document.Lines.Count}."));
        }

        if (document.Journal.Length == 0)
        {
            yield return new ErpRefusal(ErpReason.FieldInvalid, "A move needs a journal, and the mapping names none.");
        }

        foreach (var line in document.Lines)
        {
            if (line.Dimensions.Count > 0)
            {
                yield return new ErpRefusal(
                    ErpReason.FieldInvalid, $"Line {line.Number} has dimensions; Tryton's account module has no place for them.");
            }

            if (line.Amount.MinorUnits is <= 0 or > MinorUnitsMax || line.InHomeCurrency.MinorUnits is < 0 or > MinorUnitsMax)
            {
                yield return new ErpRefusal(
                    ErpReason.FieldInvalid, $"Line {line.Number} moves {line.Amount}; an amount is above zero and has at most 15 digits.");
            }
        }
    }

    static IEnumerable<ErpRefusal> Currencies(PostingDocument document) =>
        from line in document.Lines
        where line.InHomeCurrency.Currency != document.HomeCurrency
        select new ErpRefusal(
            ErpReason.CurrencyNotTaken, $"Line {line.Number} is in {line.Amount.Currency} and has no amount in {document.HomeCurrency}.");

    static IEnumerable<ErpRefusal> Balance(PostingDocument document)
    {
        foreach (var total in document.Totals.Where(total => total.Debit != total.Credit))
        {
            yield return Unbalanced(total.Currency, total.Debit, total.Credit);
        }

        var inHome = document.Lines.Where(line => line.InHomeCurrency.Currency == document.HomeCurrency).ToLookup(
            line => line.Side, line => (Int128)line.InHomeCurrency.MinorUnits);
        var (debit, credit) = (Sum(inHome[Side.Debit]), Sum(inHome[Side.Credit]));
        if (debit != credit && document.Totals.All(total => total.Debit == total.Credit))
        {
            yield return Unbalanced(document.HomeCurrency, debit, credit);
        }
    }

    static ErpRefusal Unbalanced(Currency currency, Int128 debit, Int128 credit) => new(
        ErpReason.Unbalanced,
        $"Debits of {Money.Format(debit, currency.Exponent)} and credits of {Money.Format(credit, currency.Exponent)} {currency} differ.");

    static Int128 Sum(IEnumerable<Int128> amounts) => amounts.Aggregate(Int128.Zero, (sum, amount) => checked(sum + amount));
}
