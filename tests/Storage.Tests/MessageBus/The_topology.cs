using System.Diagnostics;
using Ledger.MessageBus;
using Ledger.MessageBus.Monitoring;
using Ledger.PaymentEvents;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;
using Xunit;

namespace Ledger.Storage.Tests.MessageBus;

public sealed class The_topology : IAsyncLifetime
{
    BusStage _stage = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _stage = await BusStage.OpenAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task Is_declared_any_number_of_times_at_once_also_beside_running_consumers()
    {
        await _stage.StartAsync(
            _stage.Options, c => c.Add<ScriptedConsumer, PaymentEvent>(ConsumerQueues.Journal));

        await Task.WhenAll(Enumerable.Range(0, 5).Select(
            _ => TopologyDeclaration.DeclareAsync(_stage.Options, Ct)));
    }

    [Fact]
    public async Task Has_a_queue_a_dead_letter_queue_and_a_skipped_queue_per_consumer()
    {
        var depths = await QueueDepths.ReadAsync(_stage.Options, Ct);

        Assert.Equal(
            [
                "journal", "journal.dead-letter", "journal.skipped",
                "inventory", "inventory.dead-letter", "inventory.skipped",
                "evidence", "evidence.dead-letter", "evidence.skipped",
            ],
            depths.Select(d => d.Queue));
        Assert.All(depths, d => Assert.True(d.Exists));
    }

    [Fact]
    public async Task Depths_are_read_and_a_missing_queue_is_said_to_be_missing()
    {
        await using var depths = new QueueDepths(_stage.Options);
        await _stage.Channel.QueueDeleteAsync("evidence.skipped");
        await _stage.Channel.BasicPublishAsync(
            "", "journal.dead-letter", mandatory: true, new BasicProperties(), ReadOnlyMemory<byte>.Empty);
        await _stage.UntilHoldsAsync("journal.dead-letter", 1);

        var read = (await depths.ReadAsync(Ct)).ToDictionary(d => d.Queue);
        var again = await depths.ReadAsync(Ct);

        Assert.Equal(1, read["journal.dead-letter"].Messages);
        Assert.False(read["evidence.skipped"].Exists);
        Assert.Equal(read.Values, again);
    }

    [Fact]
    public async Task A_queue_with_other_arguments_stops_the_start_with_its_name()
    {
        var other = _stage.Options with { DeliveryLimit = 7 };

        var refused = await Assert.ThrowsAsync<BrokerAwayException>(
            () => TopologyDeclaration.DeclareAsync(other, Ct));

        Assert.Contains("other arguments", refused.Message);
        Assert.Contains("'journal'", refused.Message);
    }

    [Fact]
    public async Task A_broker_that_is_away_stops_the_start_after_the_timeout_with_a_clear_message()
    {
        var clock = Stopwatch.StartNew();
        var away = await Assert.ThrowsAsync<BrokerAwayException>(() => TopologyDeclaration.DeclareAsync(
            new BusOptions
            {
                Broker = new Uri("amqp://user:secret@127.0.0.1:1/x"),
                StartTimeout = TimeSpan.FromSeconds(2),
            },
            Ct));

        Assert.InRange(clock.Elapsed.TotalSeconds, 1.5, 20);
        Assert.Contains("127.0.0.1:1, virtual host x did not answer within 2 s", away.Message);
        Assert.DoesNotContain("secret", away.Message);
    }

    [Fact]
    public async Task A_wrong_password_stops_the_start_at_once()
    {
        var wrong = new UriBuilder(_stage.Options.Broker) { Password = "not-it" }.Uri;

        var refused = await Assert.ThrowsAsync<BrokerAwayException>(
            () => TopologyDeclaration.DeclareAsync(_stage.Options with { Broker = wrong }, Ct)
                .WaitAsync(TimeSpan.FromSeconds(20), Ct));

        Assert.Contains("refuses us", refused.Message);
        Assert.DoesNotContain("not-it", refused.Message);
    }
}
