using Ledger.Accounting;

namespace Ledger.Reporting.Balances;

/// <summary>One account in one currency: sums and balance in minor units.</summary>
/// <param name="Account">Code of the account.</param>
/// <param name="Name">Its name in the chart; says so when the chart does not have it.</param>
/// <param name="Type">Its type; null when the chart does not have it.</param>
/// <param name="NormalBalance">The side on which the balance is positive; debit when the chart does not have it.</param>
/// <param name="Currency">The currency.</param>
/// <param name="Debits">Sum of the debits, in minor units.</param>
/// <param name="Credits">Sum of the credits, in minor units.</param>
public sealed record AccountLine(
    string Account, string Name, AccountType? Type, Side NormalBalance, Currency Currency,
    Int128 Debits, Int128 Credits)
{
    /// <summary>The balance on the normal side, in minor units; negative when the account stands on the other side.</summary>
    public Int128 Balance => NormalBalance == Side.Debit ? Debits - Credits : Credits - Debits;

    internal static AccountLine Of(ChartOfAccounts chart, BalanceRow row) =>
        chart.TryFind(row.Account, out var account)
            ? new(row.Account, account.Name, account.Type, account.NormalBalance, row.Currency, row.Debits, row.Credits)
            : new(row.Account, "(not in the chart)", null, Side.Debit, row.Currency, row.Debits, row.Credits);
}
