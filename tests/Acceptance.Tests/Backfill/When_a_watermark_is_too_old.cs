using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using Ledger.Backfill;
using Ledger.Backfill.Polling;
using Ledger.Backfill.Storage;
using Ledger.EventStore;
using Ledger.ProviderAccess;
using Ledger.Providers;
using Ledger.TestKit;
using Npgsql;
using Xunit;

namespace Ledger.Acceptance.Tests.Backfill;

/// <summary>What cannot be listed any more is not forgotten with the watermark that moves past it (R-PL-02, R-PL-13).</summary>
public sealed class When_a_watermark_is_too_old
{
    const string Reached40DaysAgo =
        "insert into backfill.watermark (provider, endpoint, reached) values ('stripe', 'default', now() - interval '40 days')";

    static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_a_poll_came_too_late_for_stays_a_gap_until_a_person_acknowledges_it()
    {
        await using var running = await RunningBackfill.StartAsync();
        running.Providers.Learn("stripe", StripeCharges.One(120));
        using var clients = DirectPolls.Clients();
        var (broker, endpoint) = (new SwitchableBroker { Confirms = false }, DirectPolls.Endpoint(running));
        var poller = DirectPolls.Poller(running, broker, clients);
        await running.TextAsync(Reached40DaysAgo);

        Assert.True(await poller.PollAsync(endpoint, Ct));
        Assert.Equal("1", await running.TextAsync("select count(*) from backfill.gap"));
        Assert.Equal("True", await running.TextAsync("select reached < now() - interval '39 days' from backfill.watermark"));

        broker.Confirms = true;
        Assert.True(await poller.PollAsync(endpoint, Ct));
        Assert.True(await poller.PollAsync(endpoint, Ct));
        Assert.Equal("True", await running.TextAsync("select reached > now() - interval '2 minutes' from backfill.watermark"));
        Assert.Equal("1 of 10 days", await running.TextAsync(
            "select count(*) || ' of ' || extract(day from max(until) - min(since)) || ' days' from backfill.gap"));
        Assert.Equal("True", await running.TextAsync(
            "select g.until = (select since from backfill.run order by started_at offset 1 limit 1) from backfill.gap g"));

        var id = (await running.TextAsync("select gap_id from backfill.gap"))!;
        var (code, shown, _) = await running.LedgerAsync("backfill", "status");
        Assert.Equal(1, code);
        Assert.Contains("then 'ledger backfill acknowledge GAP --note", Unwrapped(shown), StringComparison.Ordinal);
        Assert.Contains($"\"gapId\":\"{id}\"", (await running.LedgerAsync("backfill", "status", "--json")).Result, StringComparison.Ordinal);

        Assert.Equal(0, (await running.LedgerAsync("backfill", "acknowledge", id, "--note", "Report of October", "--actor", "ann")).ExitCode);
        Assert.Equal("ann: Report of October", await running.TextAsync(
            "select acknowledged_by || ': ' || note from backfill.gap where acknowledged_at > now() - interval '1 minute'"));
        Assert.Equal(0, (await running.LedgerAsync("backfill", "status")).ExitCode);

        var (again, _, why) = await running.LedgerAsync("backfill", "acknowledge", id, "--note", "Once more", "--actor", "bob");
        Assert.Equal(1, again);
        Assert.Contains("ann has acknowledged this gap", why, StringComparison.Ordinal);
        Assert.Contains("GAP_ACKNOWLEDGED", (await running.LedgerAsync("backfill", "acknowledge", id, "--note", "x", "--json")).Result,
            StringComparison.Ordinal);
        Assert.Contains("GAP_NOT_FOUND", (await running.LedgerAsync(
            "backfill", "acknowledge", Guid.Empty.ToString(), "--note", "x", "--json")).Result, StringComparison.Ordinal);
        Assert.Equal("Report of October", await running.TextAsync("select note from backfill.gap"));
    }

    [Fact]
    public async Task What_comes_to_a_gap_after_it_was_acknowledged_is_open()
    {
        await using var running = await RunningBackfill.StartAsync();
        running.Providers.Learn("stripe", StripeCharges.One(120));
        using var clients = DirectPolls.Clients();
        var (poller, endpoint) = (DirectPolls.Poller(running, new SwitchableBroker { Confirms = false }, clients), DirectPolls.Endpoint(running));
        await running.TextAsync(Reached40DaysAgo);
        Assert.True(await poller.PollAsync(endpoint, Ct));

        // A day passes; no poll has come to its end since.
        await running.TextAsync(
            "update backfill.gap set until = until - interval '1 day', acknowledged_at = now(), acknowledged_by = 'ann', note = 'Report'");
        Assert.True(await poller.PollAsync(endpoint, Ct));
        Assert.True(await poller.PollAsync(endpoint, Ct));

        Assert.Equal("1 of 2", await running.TextAsync(
            "select count(*) filter (where acknowledged_at is null) || ' of ' || count(*) from backfill.gap"));
        Assert.Equal("True", await running.TextAsync(
            "select (select since from backfill.gap where acknowledged_at is null) = (select until from backfill.gap where note = 'Report')"));
    }

    [Fact]
    public async Task Open_gaps_are_metered_until_they_are_acknowledged()
    {
        await using var database = await TestDatabase.CreateAsync();
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await SchemaMigrations.ApplyAsync(source, BackfillMigrations.Schema, BackfillMigrations.Scripts, Ct);
        var settings = new EndpointSettings { Account = "acct_1", Secrets = [] };
        var endpoint = new WebhookEndpoint(AllProviders.List.Single(each => each.Name == "stripe"), "metered", settings);
        var told = new ConcurrentQueue<long>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, self) =>
            {
                if (instrument.Name == "ledger.backfill.gaps")
                {
                    self.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            if (tags.ToArray().Contains(new KeyValuePair<string, object?>("endpoint", "metered")))
            {
                told.Enqueue(value);
            }
        });
        listener.Start();
        var watch = new GapWatch(new GapStore(source, BackfillMigrations.Schema));

        await watch.LookAsync([endpoint], Ct);
        await DoAsync(
            source,
            "insert into backfill.gap (gap_id, provider, endpoint, since, until) "
            + "values (gen_random_uuid(), 'stripe', 'metered', now() - interval '2 days', now() - interval '1 day')");
        await watch.LookAsync([], Ct);
        await DoAsync(source, "update backfill.gap set acknowledged_at = now(), acknowledged_by = 'ann', note = 'Report'");
        await watch.LookAsync([endpoint], Ct);

        Assert.Equal([0, 1, 0], told);
    }

    static string Unwrapped(string shown) => string.Join(' ', shown.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));

    static async Task DoAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync(Ct);
    }
}
