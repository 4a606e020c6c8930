using System.Collections.Concurrent;
using System.Data.Common;
using Ledger.MessageBus;
using Ledger.MessageBus.Consuming;
using Ledger.MessageBus.Monitoring;
using Ledger.PaymentEvents;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Ledger.Storage.Tests.MessageBus;

/// <summary>Database, broker or provider away: an outage of any length puts nothing into a dead-letter queue.</summary>
public sealed class When_the_world_is_away : IAsyncLifetime
{
    readonly ScriptedConsumer _consumer = new();
    BusStage _stage = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _stage = await BusStage.OpenAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task The_consumer_pauses_and_says_so_and_resumes_by_itself()
    {
        var away = true;
        _consumer.Does = _ => away ? throw new StorageAway() : Task.CompletedTask;
        var services = await StartAsync(_stage.Options with { PauseMin = TimeSpan.FromSeconds(1) }, probe: null);
        var ready = services.GetRequiredService<BusReady>();

        await PublishAsync(services, 100);
        var paused = ready.Now;
        await BusStage.UntilAsync(
            () => Task.FromResult((paused = ready.Now).Consumers.Single().State == ConsumerState.Paused), "the pause");

        Assert.False(paused.Ready);
        Assert.Contains("StorageAway: the database is away", paused.Missing.Single());
        // While it is paused nobody holds a message: all are back in the queue.
        await _stage.UntilHoldsAsync("journal", 100);
        away = false;
        await EmptyAsync();
        await ready.WaitAsync(Ct);
        await AssertNothingParkedAsync();
    }

    [Theory]
    [InlineData("28P01", FailureClass.WorldAway)]
    [InlineData("28000", FailureClass.WorldAway)]
    [InlineData("3D000", FailureClass.WorldAway)]
    [InlineData("3F000", FailureClass.WorldAway)]
    [InlineData("42501", FailureClass.WorldAway)]
    [InlineData("42P01", FailureClass.WorldAway)]
    [InlineData("53100", FailureClass.WorldAway)]
    [InlineData("57014", FailureClass.WorldAway)]
    [InlineData("XX000", FailureClass.WorldAway, "FATAL")]
    [InlineData("XX000", FailureClass.WorldAway, "PANIC")]
    [InlineData("XX000", FailureClass.OurFault)]
    [InlineData("23505", FailureClass.OurFault)]
    [InlineData("22001", FailureClass.OurFault)]
    public void A_database_that_refuses_all_work_is_away_and_one_that_refuses_a_row_is_not(
        string sqlState, FailureClass expected, string severity = "ERROR") => Assert.Equal(
            expected, FailureClasses.Of(new Npgsql.PostgresException("refused", severity, severity, sqlState)));

    [Fact]
    public async Task An_outage_of_many_times_the_delivery_limit_dead_letters_nothing_and_loses_nothing()
    {
        var away = true;
        var processed = new ConcurrentDictionary<Guid, bool>();
        _consumer.Does = e =>
        {
            processed[away ? throw new TimeoutException("no answer") : e.EventId] = true;
            return Task.CompletedTask;
        };
        var options = _stage.Options with
        {
            DeliveryLimit = 20,
            PauseMin = TimeSpan.FromMilliseconds(10),
            PauseMax = TimeSpan.FromMilliseconds(20),
        };
        var services = await StartAsync(options, probe: null);
        await PublishAsync(services, 20);

        await BusStage.UntilAsync(
            () => Task.FromResult(_consumer.Seen.Count > 20 * 50), "50 attempts each", seconds: 300);

        await AssertNothingParkedAsync();
        Assert.Empty(processed);
        away = false;
        await BusStage.UntilAsync(() => Task.FromResult(processed.Count == 20), "all twenty");
        await EmptyAsync();
        await _stage.StopHostsAsync();
        await AssertNothingParkedAsync();
        Assert.Equal(0u, await _stage.CountAsync("journal"));
    }

    [Fact]
    public async Task A_probe_keeps_the_outage_from_counting_as_deliveries()
    {
        var away = true;
        var probed = 0;
        _consumer.Does = _ => away ? throw new IOException("connection reset") : Task.CompletedTask;
        var services = await StartAsync(_stage.Options with { PauseMin = TimeSpan.FromMilliseconds(20) }, (_, _) =>
        {
            probed++;
            return away ? throw new IOException("still away") : Task.CompletedTask;
        });
        await PublishAsync(services, 1);

        await BusStage.UntilAsync(() => Task.FromResult(probed > 30), "30 probes");

        Assert.Single(_consumer.Seen);
        var waiting = await _stage.Channel.BasicGetAsync("journal", autoAck: false);
        Assert.Equal(1L, waiting!.BasicProperties.Headers!["x-delivery-count"]);
        await _stage.Channel.BasicNackAsync(waiting.DeliveryTag, multiple: false, requeue: true);
        away = false;
        await EmptyAsync();
        await AssertNothingParkedAsync();
    }

    [Fact]
    public async Task A_failing_broker_connection_in_the_consumer_does_not_dead_letter_either()
    {
        var away = true;
        _consumer.Does = _ => away
            ? throw new PublishFailedException("broker away", innerException: null)
            : Task.CompletedTask;
        var services = await StartAsync(_stage.Options, probe: null);
        await PublishAsync(services, 10);
        await BusStage.UntilAsync(() => Task.FromResult(_consumer.Seen.Count > 20), "a second attempt");

        away = false;

        await EmptyAsync();
        await AssertNothingParkedAsync();
    }

    [Fact]
    public async Task Stopping_the_host_during_a_pause_is_quick_and_leaves_the_messages_where_they_are()
    {
        _consumer.Does = _ => throw new StorageAway();
        var services = await StartAsync(_stage.Options with { PauseMin = TimeSpan.FromMinutes(5) }, probe: null);
        await PublishAsync(services, 10);
        var ready = services.GetRequiredService<BusReady>();
        await BusStage.UntilAsync(
            () => Task.FromResult(ready.Now.Consumers.Single().State == ConsumerState.Paused), "the pause");

        await _stage.StopHostsAsync().WaitAsync(TimeSpan.FromSeconds(60), Ct);

        await _stage.UntilHoldsAsync("journal", 10);
    }

    [Fact]
    public async Task A_consumer_that_crashes_on_a_message_again_and_again_meets_the_brokers_limit_and_the_same_queue()
    {
        var services = await _stage.StartAsync(_stage.Options, consumers: null);
        await PublishAsync(services, 1);

        for (var crash = 0; crash <= _stage.Options.DeliveryLimit; crash++)
        {
            await _stage.TakeAndCrashAsync("journal");
        }

        var dead = await _stage.TakeAsync("journal.dead-letter");
        Assert.Equal(BusStage.Event(0).EventId.ToString(), dead.BasicProperties.MessageId);
        Assert.Equal("delivery_limit", CloudEventHeaders.Text(dead.BasicProperties.Headers, "x-first-death-reason"));
        Assert.Equal(0u, await _stage.CountAsync("journal"));
    }

    Task<IServiceProvider> StartAsync(BusOptions options, Func<IServiceProvider, CancellationToken, Task>? probe) =>
        _stage.StartAsync(
            options with { BundleMessagesMax = 1 }, c => c.Add<ScriptedConsumer, PaymentEvent>(ConsumerQueues.Journal, probe),
            services => services.AddSingleton(_consumer));

    static Task PublishAsync(IServiceProvider services, int count) => Task.WhenAll(Enumerable.Range(0, count).Select(
        n => services.GetRequiredService<IMessagePublisher>().PublishAsync(BusStage.Event(n), Ct)));

    async Task EmptyAsync()
    {
        var quiet = 0;
        await BusStage.UntilAsync(
            async () => (quiet = await _stage.CountAsync("journal") == 0 ? quiet + 1 : 0) > 10, "an empty queue");
    }

    async Task AssertNothingParkedAsync()
    {
        Assert.Equal(0u, await _stage.CountAsync("journal.dead-letter"));
        Assert.Equal(0u, await _stage.CountAsync("journal.skipped"));
    }

    sealed class StorageAway() : DbException("the database is away")
    {
        public override bool IsTransient => true;
    }
}
