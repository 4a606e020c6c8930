using Ledger.Accounting;
using Ledger.Reporting;
using Ledger.Reporting.Balances;
using Npgsql;
using Xunit;

namespace Ledger.Storage.Tests.Reporting;

/// <summary>R-RP-07: trial balance and balances of now, as of a booking date, and as known at a moment.</summary>
public sealed class TrialBalances : IAsyncLifetime
{
    static readonly CancellationToken None = CancellationToken.None;

    ReportingDatabase _database = null!;

    public async ValueTask InitializeAsync()
    {
        _database = await ReportingDatabase.CreateAsync();
        await SampleDay.WriteAsync(_database);
    }

    public async ValueTask DisposeAsync() => await _database.DisposeAsync();

    [Fact]
    public async Task Now_shows_every_account_by_currency_and_no_difference() => Assert.Equal(
        [
            "EUR 21.35+21.35=0: 1150 PSP clearing, pending 10.50/10.85 -0.35; 4000 Revenue 10.50/10.50 0.00; 6100 Payment processing fees 0.35/0.00 0.35",
            "JPY 700+700=0: 1150 PSP clearing, pending 700/0 700; 4000 Revenue 0/700 700",
            "KWD 12.345+12.345=0: 1150 PSP clearing, pending 12.345/0.000 12.345; 4000 Revenue 0.000/12.345 12.345",
        ],
        await AskAsync(new()));

    [Fact]
    public async Task As_of_a_day_shows_what_was_booked_until_then() => Assert.Equal(
        [
            "EUR 10.85+10.85=0: 1150 PSP clearing, pending 10.50/0.35 10.15; 4000 Revenue 0.00/10.50 10.50; 6100 Payment processing fees 0.35/0.00 0.35",
            "JPY 700+700=0: 1150 PSP clearing, pending 700/0 700; 4000 Revenue 0/700 700",
            "KWD 12.345+12.345=0: 1150 PSP clearing, pending 12.345/0.000 12.345; 4000 Revenue 0.000/12.345 12.345",
        ],
        await AskAsync(new(AsOf: new DateOnly(2026, 11, 20))));

    [Fact]
    public async Task A_backdated_entry_counts_on_its_day_but_was_not_known_then()
    {
        Assert.Equal(
            ["JPY 700+700=0: 1150 PSP clearing, pending 700/0 700; 4000 Revenue 0/700 700"],
            await AskAsync(new(AsOf: new DateOnly(2026, 11, 19))));

        Assert.Empty(await AskAsync(new(AsOf: new DateOnly(2026, 11, 19), KnownAt: SampleDay.Day2)));
    }

    [Fact]
    public async Task Known_at_a_moment_leaves_out_what_was_recorded_later() => Assert.Equal(
        ["EUR 10.50+10.50=0: 1150 PSP clearing, pending 10.50/0.00 10.50; 4000 Revenue 0.00/10.50 10.50"],
        await AskAsync(new(KnownAt: SampleDay.Day1)));

    [Fact]
    public async Task One_currency_can_be_asked_alone() => Assert.Equal(
        ["JPY 700+700=0: 1150 PSP clearing, pending 700/0 700; 4000 Revenue 0/700 700"],
        await AskAsync(new(Currency: Currency.Parse("JPY"))));

    [Fact]
    public async Task The_answer_says_up_to_which_event_it_goes()
    {
        var report = await new TrialBalance(_database.Journal, ReportingDatabase.Chart).QueryAsync(new(), None);

        Assert.Equal(6, report.Position);
        Assert.True(report.IsBalanced);
    }

    [Fact]
    public async Task Sums_beyond_64_bits_are_exact()
    {
        await _database.JournalAsync(
            "update journal.account_balance set debits = 92233720368547758070000, credits = 92233720368547758070000 where currency = 'JPY'");

        var line = Assert.Single(await AskAsync(new(Currency: Currency.Parse("JPY"))));

        Assert.StartsWith("JPY 184467440737095516140000+184467440737095516140000=0", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_account_has_its_balance_in_each_currency_on_its_normal_side()
    {
        var balances = new AccountBalance(_database.Journal, ReportingDatabase.Chart);

        var revenue = await balances.QueryAsync(new("4000"), None);
        var asOf = await balances.QueryAsync(new("4000", AsOf: new DateOnly(2026, 11, 20), Currency: Currency.Parse("EUR")), None);
        var unused = await balances.QueryAsync(new("2100"), None);
        var unknown = await balances.QueryAsync(new("7777"), None);

        Assert.Equal(["EUR 0", "JPY 700", "KWD 12345"], revenue!.Currencies.Select(line => $"{line.Currency} {line.Balance}"));
        Assert.Equal(["EUR 1050"], asOf!.Currencies.Select(line => $"{line.Currency} {line.Balance}"));
        Assert.Empty(unused!.Currencies);
        Assert.Null(unknown);
    }

    [Theory]
    [InlineData("delete from journal.account_balance", "account_balance is empty")]
    [InlineData("update journal.daily_balance set debits = debits + 1 where booking_date = '2026-11-21' and account = '4000'", "daily_balance does not add up")]
    [InlineData("delete from journal.daily_balance", "daily_balance does not add up")]
    public async Task A_stale_or_empty_model_is_an_error_and_never_an_answer(string damage, string message)
    {
        await _database.JournalAsync(damage);

        var stale = await Assert.ThrowsAsync<ReadModelStaleException>(() => AskAsync(new(AsOf: new DateOnly(2026, 11, 20))));

        Assert.Contains(message, stale.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_schema_that_is_not_there_is_an_error()
    {
        var elsewhere = new TrialBalance(_database.Journal with { Schema = "nowhere" }, ReportingDatabase.Chart);

        var missing = await Assert.ThrowsAsync<PostgresException>(() => elsewhere.QueryAsync(new(), None));

        Assert.Equal(PostgresErrorCodes.UndefinedTable, missing.SqlState);
    }

    async Task<IReadOnlyList<string>> AskAsync(BalanceQuestion asked)
    {
        var report = await new TrialBalance(_database.Journal, ReportingDatabase.Chart).QueryAsync(asked, None);
        return [.. report.Currencies.Select(c =>
            $"{c.Currency} {Major(c.Debits, c)}+{Major(c.Credits, c)}={c.Difference}: "
            + string.Join("; ", c.Accounts.Select(a =>
                $"{a.Account} {a.Name} {Major(a.Debits, c)}/{Major(a.Credits, c)} {Major(a.Balance, c)}")))];
    }

    static string Major(Int128 minorUnits, CurrencyTotals of) => Money.Format(minorUnits, of.Exponent);
}
