using System.Numerics;
using Ledger.Accounting;

namespace Ledger.Reporting.Balances;

/// <summary>
/// Reads balances: those of now from <c>account_balance</c>, those as of a day from <c>daily_balance</c>, those known
/// at a moment from <c>journal_line</c>. The latter two add up the whole model beside what was asked and compare it
/// with <c>account_balance</c> in the same snapshot, so that a stale or empty model is an error, never an answer.
/// </summary>
static class BalanceQuery
{
    const string Now =
        """
        select account, currency, debits, credits, true as agrees
        from account_balance
        where ($1::text is null or account = $1) and ($2::text is null or currency = $2)
        order by currency, account
        """;

    const string AsOf =
        """
        with model as (
            select account, currency, sum(debits) as all_debits, sum(credits) as all_credits,
                   coalesce(sum(debits) filter (where booking_date <= $3::date), 0) as debits,
                   coalesce(sum(credits) filter (where booking_date <= $3::date), 0) as credits
            from daily_balance
            where ($1::text is null or account = $1) and ($2::text is null or currency = $2)
            group by account, currency),
        """ + Compared;

    const string KnownAt =
        """
        with line as (
            select account, currency, side, minor_units,
                   recorded_at <= $4::timestamptz and ($3::date is null or booking_date <= $3) as counts
            from journal_line
            where ($1::text is null or account = $1) and ($2::text is null or currency = $2)),
        model as (
            select account, currency,
                   coalesce(sum(minor_units) filter (where side = 'D'), 0) as all_debits,
                   coalesce(sum(minor_units) filter (where side = 'C'), 0) as all_credits,
                   coalesce(sum(minor_units) filter (where side = 'D' and counts), 0) as debits,
                   coalesce(sum(minor_units) filter (where side = 'C' and counts), 0) as credits
            from line
            group by account, currency),
        """ + Compared;

    const string Compared =
        """

        total as (
            select account, currency, debits, credits
            from account_balance
            where ($1::text is null or account = $1) and ($2::text is null or currency = $2))
        select account, currency, coalesce(m.debits, 0), coalesce(m.credits, 0),
               coalesce(m.all_debits, 0) = coalesce(t.debits, 0)
                   and coalesce(m.all_credits, 0) = coalesce(t.credits, 0) as agrees
        from model m full join total t using (account, currency)
        order by currency, account
        """;

    const string State =
        """
        select coalesce((select max(seq_id) from mt_events), 0),
               case when exists (select from account_balance) then false
                    else exists (select from mt_events where type = 'journal_entry_posted') end
        """;

    /// <summary>Answers from one snapshot.</summary>
    /// <exception cref="ReadModelStaleException">The read model does not hold what the stream holds.</exception>
    public static async Task<BalanceAnswer> RunAsync(SchemaSource journal, BalanceQuestion asked, CancellationToken ct)
    {
        await using var snapshot = await Snapshot.TakeAsync(journal, ct);
        var position = await PositionAsync(snapshot, ct);
        var (sql, model) = asked switch
        {
            { KnownAt: not null } => (KnownAt, "journal_line"),
            { AsOf: not null } => (AsOf, "daily_balance"),
            _ => (Now, "account_balance"),
        };
        await using var command = snapshot.Command(sql, asked.Account, asked.Currency?.Code);
        if (asked.KnownAt is not null || asked.AsOf is not null)
        {
            command.Parameters.Add(new() { Value = (object?)asked.AsOf ?? DBNull.Value });
        }

        if (asked.KnownAt is { } knownAt)
        {
            command.Parameters.Add(new() { Value = knownAt.ToUniversalTime() });
        }

        var rows = new List<BalanceRow>();
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var row = new BalanceRow(
                reader.GetString(0), Currency.Parse(reader.GetString(1)),
                (Int128)reader.GetFieldValue<BigInteger>(2), (Int128)reader.GetFieldValue<BigInteger>(3));
            if (!reader.GetBoolean(4))
            {
                throw new ReadModelStaleException(
                    $"{model} does not add up to account_balance for account {row.Account} in {row.Currency}: "
                    + "one of the two is stale. Run 'ledger verify' for the difference and 'ledger rebuild' to cure it.");
            }

            if (row.Debits != 0 || row.Credits != 0)
            {
                rows.Add(row);
            }
        }

        return new BalanceAnswer(position, rows);
    }

    static async Task<long> PositionAsync(Snapshot snapshot, CancellationToken ct)
    {
        await using var command = snapshot.Command(State);
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return reader.GetBoolean(1)
            ? throw new ReadModelStaleException(
                "The stream holds journal entries but account_balance is empty. Run 'ledger rebuild'.")
            : reader.GetInt64(0);
    }
}

/// <summary>What was found.</summary>
/// <param name="Position">Position of the last event that the answer contains.</param>
/// <param name="Rows">By currency and account; only those that were ever posted to.</param>
sealed record BalanceAnswer(long Position, IReadOnlyList<BalanceRow> Rows);

/// <summary>Sums of one account in one currency.</summary>
readonly record struct BalanceRow(string Account, Currency Currency, Int128 Debits, Int128 Credits);
