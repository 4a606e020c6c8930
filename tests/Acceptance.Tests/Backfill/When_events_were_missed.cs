using System.Globalization;
using System.Text.Json;
using Ledger.ProviderSimulators;
using Xunit;

namespace Ledger.Acceptance.Tests.Backfill;

/// <summary>What no webhook brought comes from the provider's own list (R-GW-22, R-GW-25, R-GW-26).</summary>
public sealed class When_events_were_missed
{
    [Fact]
    public async Task They_come_from_the_list_once_and_a_second_time_nothing_happens()
    {
        await using var running = await RunningBackfill.StartAsync();
        var charges = StripeCharges.Of(3);
        charges.ForEach(charge => running.Providers.Learn("stripe", charge));

        var planned = Assert.Single(await running.BackfillAsync(0, "stripe", "--since", "1d", "--plan"));
        Assert.Equal((3, 3), (Number(planned, "seen"), Number(planned, "new")));
        Assert.Equal("0", await running.TextAsync("select count(*) from backfill.run"));

        var first = Assert.Single(await running.BackfillAsync(0, "stripe", "--since", "1d", "--actor", "ada"));
        await running.CapturesAsync(3);
        var second = Assert.Single(await running.BackfillAsync(0, "stripe", "--since", "2d"));

        Assert.Equal((3, 3, 0, "finished"), (Number(first, "seen"), Number(first, "new"), Number(first, "known"), Text(first, "state")));
        Assert.Equal((3, 0, 3), (Number(second, "seen"), Number(second, "new"), Number(second, "known")));
        await running.WaitForAsync("select count(*) from evidence.raw_delivery where headers ->> 'ledger-source' = 'api-list'", "3");
        Assert.Equal("3", await running.TextAsync(
            $"select count(*) from evidence.raw_delivery where verdict = 'verified' and headers ->> 'ledger-run' = '{Text(first, "runId")}'"));
        Assert.Equal("ada", await running.TextAsync($"select started_by from backfill.run where run_id = '{Text(first, "runId")}'"));
        await running.CapturesAsync(3);
    }

    [Fact]
    public async Task Live_retries_may_come_in_at_the_same_time()
    {
        await using var running = await RunningBackfill.StartAsync();
        await running.StartGatewayAsync();
        var charges = StripeCharges.Of(120);
        charges.ForEach(charge => running.Providers.Learn("stripe", charge));

        var live = Parallel.ForEachAsync(
            charges, new ParallelOptions { MaxDegreeOfParallelism = 4 }, async (charge, _) => await running.SendAsync(charge));
        var run = Assert.Single(await running.BackfillAsync(0, "stripe", "--since", "1d", "--undelivered"));
        await live;

        Assert.Equal(120, Number(run, "seen"));
        await running.CapturesAsync(120);
        await running.WaitForAsync("select count(*) from evidence.raw_delivery where not headers ? 'ledger-source'", "120");
        await running.CapturesAsync(120); // Whichever way came second found the first.
        Assert.Equal("0", await running.TextAsync("select count(*) from journal.mt_events where type = 'exception_raised'"));
    }

    [Fact]
    public async Task What_a_webhook_has_brought_and_the_provider_counts_as_delivered_is_left_alone()
    {
        await using var running = await RunningBackfill.StartAsync();
        await running.StartGatewayAsync();
        var charge = StripeCharges.One(change: charge => charge["pending_webhooks"] = 0);
        running.Providers.Learn("stripe", charge);
        await running.SendAsync(charge);
        await running.WaitForAsync("select count(*) from evidence.raw_delivery", "1");

        var run = Assert.Single(await running.BackfillAsync(0, "stripe", "--since", "1h"));

        Assert.Equal((1, 0, 1), (Number(run, "seen"), Number(run, "new"), Number(run, "known")));
        await running.CapturesAsync(1);
        Assert.Equal("1", await running.TextAsync("select count(*) from evidence.raw_delivery"));
    }

    [Fact]
    public async Task What_states_no_fact_and_what_cannot_be_translated_is_told_apart_and_archived_once()
    {
        await using var running = await RunningBackfill.StartAsync();
        running.Providers.Learn("stripe", StripeCharges.One(3, charge => charge["type"] = "customer.created"));
        running.Providers.Learn("stripe", StripeCharges.One(2, charge => charge["data"]!["object"]!["currency"] = "xyz"));
        running.Providers.Learn("stripe", StripeCharges.One(1));

        var first = Assert.Single(await running.BackfillAsync(0, "stripe", "--since", "1h"));
        var second = Assert.Single(await running.BackfillAsync(0, "stripe", "--since", "1h"));

        Assert.Equal((3, 1, 0, 1, 1), Counts(first));
        Assert.Equal((3, 0, 1, 1, 1), Counts(second));
        await running.WaitForAsync("select count(*) from evidence.raw_delivery", "3");
        var (_, shown, _) = await running.LedgerAsync("backfill", "runs", Text(first, "runId"));
        Assert.Contains("UNKNOWN_CURRENCY", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Facts_are_confirmed_at_the_provider_where_the_endpoint_says_so()
    {
        await using var running = await RunningBackfill.StartAsync(confirms: true);
        var charge = StripeCharges.One();
        running.Providers.Learn("stripe", charge);

        await running.BackfillAsync(0, "stripe", "--since", "1h"); // The shell names no LEDGER_CONFIRMATION: the broker has the queue.

        await running.WaitForAsync(
            $"select state from confirmation.provider_read where provider_event_id = '{StripeCharges.IdOf(charge)}'", "released");
        await running.CapturesAsync(1);
    }

    [Fact]
    public async Task A_window_that_the_provider_no_longer_lists_is_refused_by_name()
    {
        await using var running = await RunningBackfill.StartAsync();
        running.Providers.Learn("stripe", StripeCharges.One());

        var (code, _, remarks) = await running.LedgerAsync("backfill", "stripe", "--since", "31d");
        var run = Assert.Single(await running.BackfillAsync(0, "stripe", "--since", "31d", "--from-window"));

        Assert.Equal(1, code);
        Assert.Contains("WINDOW_EXCEEDED", remarks, StringComparison.Ordinal);
        Assert.Equal(1, Number(run, "new"));
    }

    [Fact]
    public async Task An_api_that_is_away_stops_it_and_it_goes_on_later()
    {
        await using var running = await RunningBackfill.StartAsync();
        var charges = StripeCharges.Of(150);
        charges.ForEach(charge => running.Providers.Learn("stripe", charge));
        running.Providers.FaultsOf("stripe").Arm(SimulatedFault.ServerError, 4);

        var (code, _, remarks) = await running.LedgerAsync("backfill", "stripe", "--since", "1h");
        Assert.True(code == 4 && remarks.Contains("API_AWAY", StringComparison.Ordinal), remarks);
        Assert.StartsWith("API_AWAY", await running.TextAsync("select note from backfill.run where state = 'stopped'"), StringComparison.Ordinal);

        var run = Assert.Single(await running.BackfillAsync(0, "stripe", "--since", "1h"));
        Assert.Equal(150, Number(run, "new"));
        await running.CapturesAsync(150);
    }

    [Fact]
    public async Task A_run_that_broke_off_goes_on_at_its_page_and_takes_what_came_since()
    {
        await using var running = await RunningBackfill.StartAsync();
        var charges = StripeCharges.Of(150);
        charges.ForEach(charge => running.Providers.Learn("stripe", charge));
        var first = Assert.Single(await running.BackfillAsync(0, "stripe", "--since", "1h"));

        // As a process leaves it that dies behind the first fifty: the rest is not written down, though some of it may be published.
        var fiftieth = StripeCharges.IdOf(charges[49]);
        await running.TextAsync($"""
            delete from backfill.event where event_key in (select event_key from backfill.event order by created_at desc limit 100);
            update backfill.run set state = 'running', ended_at = null, pages = 2, seen = 50, fresh = 50,
                next_page = '/v1/events?limit=100&created[gte]=' || extract(epoch from since)::bigint || '&ending_before={fiftieth}'
            """);
        running.Providers.Learn("stripe", StripeCharges.One(-1));
        var calls = running.Providers.FaultsOf("stripe").Calls;

        var runs = await running.BackfillAsync(0, "stripe", "--since", "1h");

        Assert.Equal(2, runs.Count);
        Assert.Equal(Text(first, "runId"), Text(runs[0], "runId"));
        Assert.Equal((151, 51), (Number(runs[0], "seen"), Number(runs[0], "new"))); // The archive had the facts of the hundred.
        Assert.Equal("finished", await running.TextAsync($"select state from backfill.run where run_id = '{Text(first, "runId")}'"));
        Assert.InRange(running.Providers.FaultsOf("stripe").Calls - calls, 3, 6);
        await running.CapturesAsync(151);
    }

    [Fact]
    public async Task A_process_that_is_killed_in_the_middle_loses_and_doubles_nothing()
    {
        await using var running = await RunningBackfill.StartAsync();
        StripeCharges.Of(350).ForEach(charge => running.Providers.Learn("stripe", charge));
        running.WriteSecrets("never", rate: 1); // A page a second: four down to the oldest, and three up.
        using (var killed = running.Begin("stripe", "--since", "1h"))
        {
            await running.WaitForAsync("select coalesce((select seen between 50 and 250 from backfill.run), false)", "True");
            killed.Kill(entireProcessTree: true);
            await killed.WaitForExitAsync();
        }

        Assert.Equal("running", await running.TextAsync("select state from backfill.run"));
        var before = long.Parse((await running.TextAsync("select seen from backfill.run"))!, CultureInfo.InvariantCulture);
        running.WriteSecrets("never");
        var runs = await running.BackfillAsync(0, "stripe", "--since", "1h");

        Assert.Equal((350, 2), (Number(runs[0], "seen"), runs.Count));
        Assert.InRange(before, 50, 250);
        Assert.Equal(350, Number(runs[0], "new") + Number(runs[0], "known")); // A page that was published and not written down is known.
        await running.CapturesAsync(350);
        var (_, trace, _) = await running.LedgerAsync("trace", (await running.TextAsync("select event_key from backfill.event limit 1"))!);
        Assert.Contains("verified, by api-list", trace, StringComparison.Ordinal);
    }

    static (long Seen, long New, long Known, long NoFact, long Refused) Counts(JsonElement run) =>
        (Number(run, "seen"), Number(run, "new"), Number(run, "known"), Number(run, "noFact"), Number(run, "refused"));

    static long Number(JsonElement run, string name) => run.GetProperty(name).GetInt64();

    static string Text(JsonElement run, string name) => run.GetProperty(name).GetString()!;
}
