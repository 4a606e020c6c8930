using Ledger.Accounting;

namespace Ledger.Reporting.Balances;

/// <summary>The balance of one account, in one currency or in all it was ever posted in.</summary>
public sealed class AccountBalance(SchemaSource journal, ChartOfAccounts chart)
{
    /// <summary>
    /// Asks for the balance; the question must name an account. Null when neither the chart nor the journal knows it.
    /// </summary>
    /// <exception cref="ReadModelStaleException">The read model does not hold what the stream holds.</exception>
    public async Task<AccountBalanceReport?> QueryAsync(BalanceQuestion asked, CancellationToken ct)
    {
        Invariant.Require(asked.Account is not null);
        var answer = await BalanceQuery.RunAsync(journal, asked, ct);
        var inChart = chart.TryFind(asked.Account!, out var account);
        if (!inChart && answer.Rows.Count == 0)
        {
            return null;
        }

        IReadOnlyList<AccountLine> lines = [.. answer.Rows.Select(row => AccountLine.Of(chart, row))];
        return new AccountBalanceReport(
            asked.Account!, account?.Name ?? lines[0].Name, account?.Type, account?.NormalBalance ?? Side.Debit,
            asked.AsOf, asked.KnownAt, answer.Position, lines);
    }
}

/// <summary>An account's balances.</summary>
/// <param name="Account">Code of the account.</param>
/// <param name="Name">Its name in the chart.</param>
/// <param name="Type">Its type; null when the chart does not have it.</param>
/// <param name="NormalBalance">The side on which its balance is positive.</param>
/// <param name="AsOf">Last booking date that counts; null for all.</param>
/// <param name="KnownAt">Last recording time that counts; null for all.</param>
/// <param name="Position">Position of the last event when it was asked.</param>
/// <param name="Currencies">One line per currency; none when nothing was posted: the balance is zero.</param>
public sealed record AccountBalanceReport(
    string Account, string Name, AccountType? Type, Side NormalBalance, DateOnly? AsOf, DateTimeOffset? KnownAt,
    long Position, IReadOnlyList<AccountLine> Currencies);
