using Ledger.Backfill;
using Ledger.Backfill.Polling;
using Ledger.Backfill.Storage;
using Ledger.ProviderAccess;
using Ledger.Providers;
using Ledger.ProviderSimulators;
using Ledger.TestKit;
using Ledger.Worker;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Ledger.Acceptance.Tests.Backfill;

/// <summary>Lists are read by themselves, from a watermark with an overlap (R-PL-02, R-PL-03, R-PL-04, R-PL-13).</summary>
public sealed class When_lists_are_polled
{
    static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_missed_event_is_posted_without_anybody_asking_and_again_after_the_api_was_away()
    {
        await using var running = await RunningBackfill.StartAsync(pollEvery: TimeSpan.FromSeconds(1));
        running.Providers.Learn("stripe", StripeCharges.One(120));
        await running.CapturesAsync(1);
        await running.WaitForAsync("select reached is not null and problem is null from backfill.watermark", "True");

        running.Providers.FaultsOf("stripe").Arm(SimulatedFault.ServerError, 4);
        await running.WaitForAsync("select count(*) > 0 from backfill.run where kind = 'poll' and note like 'API_AWAY%'", "True");
        running.Providers.Learn("stripe", StripeCharges.One(90));

        await running.CapturesAsync(2);
        await running.WaitForAsync("select problem is null from backfill.watermark", "True");
        await running.CapturesAsync(2);
        await running.WaitForAsync("select count(*) from evidence.raw_delivery", "2");
        Assert.Equal("2", await running.TextAsync("select count(*) from evidence.raw_delivery")); // Overlaps are read again, and left alone.
    }

    [Fact]
    public async Task The_watermark_moves_only_behind_what_the_broker_has_confirmed()
    {
        await using var running = await RunningBackfill.StartAsync();
        running.Providers.Learn("stripe", StripeCharges.One(120));
        var broker = new SwitchableBroker { Confirms = false };
        using var clients = DirectPolls.Clients();
        var (poller, endpoint) = (DirectPolls.Poller(running, broker, clients), DirectPolls.Endpoint(running));

        Assert.True(await poller.PollAsync(endpoint, Ct));
        Assert.Equal("True", await running.TextAsync("select reached is null and problem like 'BROKER_NOT_CONFIRMING%' from backfill.watermark"));

        broker.Confirms = true;
        Assert.True(await poller.PollAsync(endpoint, Ct));
        Assert.Single(broker.Facts);
        Assert.Equal("True", await running.TextAsync("select reached > now() - interval '2 minutes' and problem is null from backfill.watermark"));

        Assert.True(await poller.PollAsync(endpoint, Ct));
        Assert.Single(broker.Facts);
        Assert.Equal("True", await running.TextAsync(
            "select (select since from backfill.run order by started_at desc limit 1) = "
            + "(select until from backfill.run order by started_at desc offset 1 limit 1) - interval '5 minutes'"));
    }

    [Fact]
    public async Task What_a_webhook_may_still_bring_is_left_for_the_next_poll()
    {
        await using var running = await RunningBackfill.StartAsync();
        running.Providers.Learn("stripe", StripeCharges.One(5));
        using var clients = DirectPolls.Clients();
        var broker = new SwitchableBroker();

        Assert.True(await DirectPolls.Poller(running, broker, clients).PollAsync(DirectPolls.Endpoint(running), Ct));

        Assert.Empty(broker.Facts);
        Assert.Equal("True", await running.TextAsync("select reached < now() - interval '1 minute' from backfill.watermark"));
    }

    [Theory]
    [InlineData("5", 5)]
    [InlineData("off", null)]
    [InlineData("", null)]
    public void It_is_off_unless_a_number_of_minutes_says_how_often(string setting, int? minutes) =>
        Assert.Equal(minutes, Read(setting).PollEvery?.TotalMinutes);

    [Theory]
    [InlineData("0", "LEDGER_POLL is '0'")]
    [InlineData("5m", "LEDGER_POLL is '5m'")]
    [InlineData("on", "LEDGER_POLL is 'on'")]
    public void Anything_else_stops_the_worker_by_name(string setting, string problem) =>
        Assert.Contains(problem, Assert.Throws<SettingsRefusedException>(() => Read(setting)).Message, StringComparison.Ordinal);

    [Fact]
    public void Without_the_secrets_file_there_is_nothing_to_poll() => Assert.Contains(
        "LEDGER_SECRETS is not set", Assert.Throws<SettingsRefusedException>(() => Read("5", secrets: null)).Message, StringComparison.Ordinal);

    [Fact]
    public async Task One_worker_at_a_time_reads_a_list_and_another_takes_it_over_when_that_one_is_gone()
    {
        await using var running = await RunningBackfill.StartAsync();
        running.Providers.Learn("stripe", StripeCharges.One(120));
        using var clients = DirectPolls.Clients();
        var (broker, endpoint) = (new SwitchableBroker(), DirectPolls.Endpoint(running));
        var pollers = Enumerable.Range(0, 4)
            .Select(_ => DirectPolls.Poller(running, broker, clients, every: TimeSpan.FromHours(1))).ToList();

        var polled = await Task.WhenAll(pollers.Select(poller => poller.PollAsync(endpoint, Ct)));
        Assert.Single(polled, did => did);
        Assert.Single(broker.Facts);

        await running.TextAsync("update backfill.watermark set polled_at = null, lease_holder = 'gone', lease_until = now() + interval '1 hour'");
        Assert.False(await pollers[0].PollAsync(endpoint, Ct));
        await running.TextAsync("update backfill.watermark set lease_until = now()");
        Assert.True(await pollers[0].PollAsync(endpoint, Ct));
    }

    [Theory]
    [InlineData(30)]
    [InlineData(null)] // No list is polled: the silence is watched all the same.
    public async Task An_endpoint_without_webhooks_for_too_long_is_told_to_be_silent(int? pollMinutes)
    {
        await using var running = await RunningBackfill.StartAsync(
            pollEvery: pollMinutes is { } minutes ? TimeSpan.FromMinutes(minutes) : null);
        running.WriteSecrets("never", silenceMinutes: 1);
        await running.StartGatewayAsync();
        await running.SendAsync(StripeCharges.One());
        await running.WaitForAsync("select last_delivery_at is not null and silent_since is null from backfill.watermark", "True");
        Assert.Equal(0, (await running.LedgerAsync("backfill", "status")).ExitCode);

        // Two minutes pass.
        await running.TextAsync(
            "select evidence.ensure_raw_delivery_partition((now() - interval '3 minutes')::date); "
            + "update evidence.raw_delivery set received_at = received_at - interval '2 minutes', "
            + "delivery_id = '00000000-0000-7000-8000-000000000000'");
        await running.TextAsync("update backfill.watermark set last_delivery_at = now() - interval '2 minutes'");

        await running.WaitForAsync("select silent_since is not null from backfill.watermark", "True");
        var (code, shown, _) = await running.LedgerAsync("backfill", "status");
        Assert.Equal(1, code);
        Assert.Contains("over 1 min", shown, StringComparison.Ordinal);

        await running.SendAsync(StripeCharges.One());
        await running.WaitForAsync("select silent_since is null from backfill.watermark", "True");
    }

    [Fact]
    public async Task A_host_that_is_disposed_of_without_being_stopped_ends_its_loops_without_a_word()
    {
        await using var running = await RunningBackfill.StartAsync();
        using var endpoints = new EndpointDirectory(
            new SecretsSource(running.SecretsFile, AllProviders.List), TimeProvider.System, NullLogger<EndpointDirectory>.Instance);
        using var clients = DirectPolls.Clients();
        var (every, watermarks) = (TimeSpan.FromMilliseconds(20), new WatermarkStore(running.Source, BackfillMigrations.Schema));
        var silence = new SilenceLoop(
            endpoints,
            new SilenceWatch(
                watermarks, (_, _, _, _) => Task.FromResult<DateTimeOffset?>(null), TimeProvider.System,
                NullLogger<SilenceWatch>.Instance),
            new GapWatch(new GapStore(running.Source, BackfillMigrations.Schema)), every, TimeProvider.System,
            NullLogger<SilenceLoop>.Instance);
        var poll = new PollLoop(
            endpoints, DirectPolls.Poller(running, new SwitchableBroker(), clients, every: TimeSpan.FromHours(1)),
            new PollOptions { Every = TimeSpan.FromHours(1), LookEvery = every }, TimeProvider.System, NullLogger<PollLoop>.Instance);
        await silence.StartAsync(Ct);
        await poll.StartAsync(Ct);
        await Task.Delay(200, Ct);

        silence.Dispose();
        poll.Dispose();

        await silence.ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(20), Ct);
        await poll.ExecuteTask!.WaitAsync(TimeSpan.FromSeconds(20), Ct);
    }

    static WorkerOptions Read(string poll, string? secrets = "secrets.json") => WorkerSettings.Read(name => name switch
    {
        "LEDGER_POLL" => poll,
        "LEDGER_SECRETS" => secrets,
        "LEDGER_WORKER_URL" => "http://127.0.0.1:1",
        "LEDGER_RABBITMQ" => "amqp://127.0.0.1",
        "LEDGER_POSTGRES" => "Host=127.0.0.1",
        TestArchiveKeys.Setting => TestArchiveKeys.Text,
        _ => null,
    });
}
