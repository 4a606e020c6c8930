using System.Text.Json;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Acceptance.Tests.Reports;

/// <summary>The report commands over a booked day, as a person or a script calls them (R-AU-02, R-RP-07, R-RP-09).</summary>
public sealed class When_reports_are_asked_for : IAsyncLifetime
{
    BookedDay _day = null!;

    public async ValueTask InitializeAsync() => _day = await BookedDay.CreateAsync(60);

    public async ValueTask DisposeAsync() => await _day.DisposeAsync();

    [Fact]
    public async Task Verify_says_that_everything_holds()
    {
        var (code, report) = await JsonAsync("verify");

        Assert.True(code == 0, $"{report}");
        Assert.True(report.GetProperty("ok").GetBoolean());
        Assert.Equal(13, report.GetProperty("checks").GetArrayLength());
        Assert.True(Check(report, "payment-states").GetProperty("count").GetInt64() >= 60);
        Assert.All(report.GetProperty("checks").EnumerateArray(), check => Assert.True(check.GetProperty("ok").GetBoolean(), $"{check}"));

        var (plainCode, plain, _) = await LedgerProcess.RunAsync(_day.Environment, "verify");
        Assert.Equal(0, plainCode);
        Assert.Contains("everything holds", plain, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("update journal.payment_state set status = 'LOST' where stream_id = (select min(stream_id) from journal.payment_state)", "payment_state")]
    [InlineData("update journal.payment_state set state = (state::jsonb - 'Captures')::text where stream_id = (select min(stream_id) from journal.payment_state where state::jsonb ? 'Captures')", "payment_state")]
    [InlineData("delete from journal.payment_state where stream_id = (select min(stream_id) from journal.payment_state)", "payment_state")]
    [InlineData("insert into journal.payment_state values ('payment/nobody', 'NEW', '{}', 1)", "payment_state without events")]
    [InlineData("insert into journal.held_event values (gen_random_uuid(), 'payment/nobody', 'refund-posted', 'X', now(), false, '{}')", "held_event")]
    [InlineData("delete from journal.trace_key where value = (select min(value) from journal.trace_key)", "trace_key")]
    public async Task Verify_finds_a_payment_state_that_the_events_do_not_give(string damage, string what)
    {
        Assert.Equal(1, await _day.DamageAsync(damage));

        var (code, report) = await JsonAsync("verify");

        Assert.Equal(1, code);
        Assert.Equal(
            ["payment-states"],
            report.GetProperty("checks").EnumerateArray().Where(check => !check.GetProperty("ok").GetBoolean())
                .Select(check => check.GetProperty("name").GetString()));
        Assert.Equal(what, report.GetProperty("firstDifference").GetProperty("what").GetString());

        Assert.Equal(0, (await JsonAsync("rebuild")).Code);
        Assert.Equal(0, (await JsonAsync("verify")).Code);
    }

    [Fact]
    public async Task Verify_survives_a_body_that_breaks_the_fold()
    {
        await _day.DamageAsync("update journal.mt_events set data = data - 'Amounts' where type = 'journal_entry_posted'");

        var (code, report) = await JsonAsync("verify");

        Assert.Equal(1, code);
        Assert.Equal(
            "a stored body cannot be folded",
            Check(report, "payment-states").GetProperty("firstDifference").GetProperty("what").GetString());
    }

    [Fact]
    public async Task Verify_prints_the_first_difference_and_answers_no()
    {
        await _day.DamageAsync("update journal.account_balance set debits = debits + 1 where account = '1150' and currency = 'EUR'");

        var (code, result, _) = await LedgerProcess.RunAsync(_day.Environment, "verify");

        Assert.Equal(1, code);
        Assert.Contains("First difference of account-balances: account_balance", result, StringComparison.Ordinal);
        Assert.Contains("where     account 1150, EUR", result, StringComparison.Ordinal);
        Assert.Contains("2 of 13 rules do not hold.", result, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trial_balance_balances_in_every_currency()
    {
        var (code, report) = await JsonAsync("trial-balance");

        Assert.Equal(0, code);
        Assert.Equal(3, report.GetProperty("currencies").GetArrayLength());
        Assert.All(report.GetProperty("currencies").EnumerateArray(), currency =>
        {
            Assert.Equal(0, currency.GetProperty("difference").GetInt64());
            Assert.True(currency.GetProperty("debits").GetInt64() > 0);
        });

        var (_, plain, _) = await LedgerProcess.RunAsync(_day.Environment, "trial-balance", "--currency", "jpy", "--as-of", "2026-11-21");
        Assert.Contains("1150     PSP clearing, pending", plain, StringComparison.Ordinal);
        Assert.Contains("Debits equal credits.", plain, StringComparison.Ordinal);
        Assert.DoesNotContain("EUR", plain, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_was_known_before_it_was_recorded()
    {
        var (code, report) = await JsonAsync("trial-balance", "--known-at", "2020-01-01T00:00:00Z");

        Assert.Equal(0, code);
        Assert.Empty(report.GetProperty("currencies").EnumerateArray());
    }

    [Fact]
    public async Task Balance_shows_one_account()
    {
        var (code, report) = await JsonAsync("balance", "6100", "--currency", "EUR");

        Assert.Equal(0, code);
        Assert.Equal("Payment processing fees", report.GetProperty("name").GetString());
        Assert.True(report.GetProperty("currencies")[0].GetProperty("balance").GetInt64() > 0);

        Assert.Equal(1, (await JsonAsync("balance", "7777")).Code);
    }

    [Theory]
    [InlineData("trial-balance", "--as-of", "20.11.2026")]
    [InlineData("trial-balance", "--known-at", "noon")]
    [InlineData("trial-balance", "--currency", "EURO")]
    [InlineData("export", "excel", "--json")]
    [InlineData("export", "hledger", "--json")]
    [InlineData("verify", "--wait", "-1")]
    public async Task Wrong_usage_is_told(params string[] arguments) =>
        Assert.Equal(2, (await LedgerProcess.RunAsync(_day.Environment, arguments)).ExitCode);

    [Fact]
    public async Task Trace_shows_the_whole_chain_of_a_payment()
    {
        var (code, report) = await JsonAsync("trace", _day.TracedPayment);

        Assert.Equal(0, code);
        var stream = report.GetProperty("streams").EnumerateArray().Single(s => s.GetProperty("streamId").GetString()!.EndsWith(_day.TracedPayment, StringComparison.Ordinal));
        Assert.All(stream.GetProperty("deliveries").EnumerateArray(), delivery => Assert.Equal("verified", delivery.GetProperty("verdict").GetString()));
        var entry = stream.GetProperty("facts").EnumerateArray()
            .SelectMany(fact => fact.GetProperty("records").EnumerateArray())
            .First(record => record.GetProperty("entry").ValueKind == JsonValueKind.Object).GetProperty("entry").GetProperty("entryId").GetString()!;

        var (_, plain, _) = await LedgerProcess.RunAsync(_day.Environment, "trace", entry);
        Assert.StartsWith($"{entry} (journal entry id)", plain, StringComparison.Ordinal);
        Assert.Contains("SHA-256", plain, StringComparison.Ordinal);
        Assert.Contains($"entry {entry}, booked", plain, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Trace_shows_a_refused_delivery_and_says_when_nothing_is_known()
    {
        var (code, plain, _) = await LedgerProcess.RunAsync(_day.Environment, "trace", $"{_day.RefusedDelivery}");
        Assert.Equal(0, code);
        Assert.Contains("refused: SIGNATURE_WRONG", plain, StringComparison.Ordinal);

        var (missing, error) = await JsonAsync("trace", "pi_nobody");
        Assert.Equal(1, missing);
        Assert.Equal("NOT_RECEIVED", error.GetProperty("error").GetProperty("name").GetString());
    }

    [Fact]
    public async Task Rebuild_finds_what_differs_and_puts_it_right()
    {
        Assert.Equal(0, (await JsonAsync("rebuild", "--dry-run")).Code);
        await _day.DamageAsync("delete from journal.account_balance");

        var (stale, error) = await JsonAsync("trial-balance");
        Assert.Equal((3, "READ_MODEL_STALE"), (stale, error.GetProperty("error").GetProperty("name").GetString()));
        Assert.Equal(1, (await JsonAsync("rebuild", "--dry-run")).Code);
        Assert.Equal(0, (await JsonAsync("rebuild")).Code);
        Assert.Equal(0, (await JsonAsync("verify")).Code);
    }

    [Fact]
    public async Task Matrix_shows_what_is_posted()
    {
        var (code, report) = await JsonAsync("matrix", "--row", "m-04");
        Assert.Equal(0, code);
        Assert.Equal("capture-succeeded", report.GetProperty("rows")[0].GetProperty("class").GetString());
        Assert.Contains("1150", report.GetProperty("rows")[0].GetProperty("debitCredit").GetString(), StringComparison.Ordinal);

        Assert.Equal(1, (await JsonAsync("matrix", "--row", "M-99")).Code);
        var (_, plain, _) = await LedgerProcess.RunAsync(new Dictionary<string, string>(), "matrix");
        Assert.Contains("M-04", plain, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("hledger", "hledger", "check", "--strict", "ordereddates", "-f")]
    [InlineData("beancount", "bean-check")]
    public async Task Export_is_read_by_its_tool(string format, params string[] tool)
    {
        Assert.SkipUnless(
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, tool[0]))),
            $"{tool[0]} is not installed.");
        var file = Path.GetTempFileName();

        var (code, summary) = await JsonAsync("export", format, "--output", file);
        var (_, printed, _) = await LedgerProcess.RunAsync(_day.Environment, "export", format);

        Assert.Equal(0, code);
        Assert.True(summary.GetProperty("entries").GetInt64() > 60);
        Assert.Equal(await File.ReadAllTextAsync(file), printed);
        Assert.Equal((0, ""), await ToolProcess.RunAsync(tool[0], [.. tool[1..], file]));
        File.Delete(file);
    }

    [Fact]
    public async Task A_database_without_the_ledger_is_told()
    {
        await _day.DamageAsync("drop schema journal cascade");

        var (code, error) = await JsonAsync("trial-balance");

        Assert.Equal((3, "SCHEMA_NOT_FOUND"), (code, error.GetProperty("error").GetProperty("name").GetString()));
    }

    async Task<(int Code, JsonElement Report)> JsonAsync(params string[] arguments)
    {
        var (code, result, remarks) = await LedgerProcess.RunAsync(_day.Environment, [.. arguments, "--json"]);
        Assert.True(result.Length > 0, remarks);
        return (code, JsonDocument.Parse(result).RootElement);
    }

    static JsonElement Check(JsonElement report, string name) =>
        report.GetProperty("checks").EnumerateArray().Single(check => check.GetProperty("name").GetString() == name);
}
