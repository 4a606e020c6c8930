using Ledger.Accounting;

namespace Ledger.Reporting.Balances;

/// <summary>The trial balance (R-RP-07): per currency every account's debits, credits and balance, and the totals.</summary>
public sealed class TrialBalance(SchemaSource journal, ChartOfAccounts chart)
{
    /// <summary>Asks for the trial balance; the account of the question must be null.</summary>
    /// <exception cref="ReadModelStaleException">The read model does not hold what the stream holds.</exception>
    public async Task<TrialBalanceReport> QueryAsync(BalanceQuestion asked, CancellationToken ct)
    {
        Invariant.Require(asked.Account is null);
        var answer = await BalanceQuery.RunAsync(journal, asked, ct);
        var currencies = answer.Rows
            .GroupBy(row => row.Currency)
            .Select(rows => CurrencyTotals.Of(rows.Key, [.. rows.Select(row => AccountLine.Of(chart, row))]));
        return new TrialBalanceReport(asked.AsOf, asked.KnownAt, answer.Position, [.. currencies]);
    }
}

/// <summary>A trial balance.</summary>
/// <param name="AsOf">Last booking date that counts; null for all.</param>
/// <param name="KnownAt">Last recording time that counts; null for all.</param>
/// <param name="Position">Position of the last event when it was asked.</param>
/// <param name="Currencies">One part per currency, in order of their codes.</param>
public sealed record TrialBalanceReport(
    DateOnly? AsOf, DateTimeOffset? KnownAt, long Position, IReadOnlyList<CurrencyTotals> Currencies)
{
    /// <summary>True when debits equal credits in every currency.</summary>
    public bool IsBalanced => Currencies.All(currency => currency.Difference == 0);
}

/// <summary>The part of a trial balance in one currency; amounts in minor units.</summary>
/// <param name="Currency">The currency.</param>
/// <param name="Exponent">Decimal places of its minor unit.</param>
/// <param name="Debits">Sum of all debits.</param>
/// <param name="Credits">Sum of all credits.</param>
/// <param name="Difference">Debits less credits; must be 0.</param>
/// <param name="Accounts">The accounts, in order of their codes.</param>
public sealed record CurrencyTotals(
    Currency Currency, int Exponent, Int128 Debits, Int128 Credits, Int128 Difference,
    IReadOnlyList<AccountLine> Accounts)
{
    internal static CurrencyTotals Of(Currency currency, IReadOnlyList<AccountLine> accounts)
    {
        var debits = accounts.Aggregate(Int128.Zero, (sum, line) => sum + line.Debits);
        var credits = accounts.Aggregate(Int128.Zero, (sum, line) => sum + line.Credits);
        return new(currency, currency.Exponent, debits, credits, debits - credits, accounts);
    }
}
