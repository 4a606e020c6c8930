using Ledger.Accounting;

namespace Ledger.ErpExport.Documents;

/// <summary>One debit or credit of a document.</summary>
/// <param name="Number">Its place in the document, from 1; the links to the journal go by it.</param>
/// <param name="LedgerAccount">Our account.</param>
/// <param name="Account">The ERP's account.</param>
/// <param name="Side">Debit or credit.</param>
/// <param name="Amount">Above zero, in the currency of the journal.</param>
/// <param name="HomeAmount">
/// The same in the company's own currency at our rate; null when <paramref name="Amount"/> is in it or the ERP takes one currency
/// a document.
/// </param>
/// <param name="Rate">
/// Units of the home currency for one unit of the line's; null when that is the home currency, or the mapping gives no rate.
/// </param>
/// <param name="Dimensions">The ERP's dimensions, name to value, in order of the names.</param>
/// <param name="Party">The ERP's customer or vendor, where the account asks for one; null otherwise.</param>
/// <param name="Memo">What is booked, at most 250 characters, without control characters.</param>
public sealed record DocumentLine(
    int Number, string LedgerAccount, string Account, Side Side, Money Amount, Money? HomeAmount, decimal? Rate,
    IReadOnlyDictionary<string, string> Dimensions, string? Party, string Memo)
{
    /// <summary>What the line counts in the company's own currency: at our rate, or as it is.</summary>
    public Money InHomeCurrency => HomeAmount ?? Amount;
}
