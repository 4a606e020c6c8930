using System.Diagnostics;
using Ledger.MessageBus;
using Ledger.MessageBus.Publishing;
using Ledger.PaymentEvents;
using Ledger.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Ledger.Storage.Tests.MessageBus;

/// <summary>
/// Packets are lost and nobody is told: a connection is as good as gone, and looks as good as new. Found by the fault
/// run: a gateway answered 503 for fifty seconds after that.
/// </summary>
public sealed class When_the_network_goes_silent : IAsyncLifetime
{
    static readonly TimeSpan ConfirmTimeout = TimeSpan.FromSeconds(2);
    BusStage _stage = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() => _stage = await BusStage.OpenAsync();

    public ValueTask DisposeAsync() => _stage.DisposeAsync();

    [Fact]
    public async Task The_first_publish_without_an_answer_makes_the_publisher_connect_anew()
    {
        await using var link = FaultyLink.To(_stage.Options.Broker).Open();
        var options = _stage.Options with { Broker = link.Of(_stage.Options.Broker), ConfirmTimeout = ConfirmTimeout };
        await using var publisher = new ConfirmedPublisher(
            options, TimeProvider.System, NullLogger<ConfirmedPublisher>.Instance)
        { DeclaresTopology = false };
        await publisher.PublishAsync(JournalEntries.One(), Ct);

        link.Strand();
        var watch = Stopwatch.StartNew();
        await Assert.ThrowsAsync<PublishFailedException>(() => publisher.PublishAsync(JournalEntries.One(), Ct));
        while (await FailsAsync(publisher))
        {
        }

        Assert.InRange(watch.Elapsed, ConfirmTimeout, TimeSpan.FromSeconds(25));
    }

    /// <summary>
    /// Found by the fault run: a connection that fell silent while it was being opened was waited for for ever, and the
    /// relay of that worker published nothing until the broker was started anew.
    /// </summary>
    [Fact]
    public async Task A_connection_that_falls_silent_while_it_opens_is_left_alone()
    {
        await using var link = FaultyLink.To(_stage.Options.Broker).Open();
        var options = _stage.Options with
        {
            Broker = link.Of(_stage.Options.Broker),
            OpenTimeout = TimeSpan.FromSeconds(4),
        };
        await using var publisher = new ConfirmedPublisher(
            options, TimeProvider.System, NullLogger<ConfirmedPublisher>.Instance);
        link.Slow(bytesPerSecond: 1_000);
        publisher.Start();
        await Task.Delay(TimeSpan.FromSeconds(2), Ct);
        Assert.False(publisher.Connected);

        link.Strand();
        link.Resume();
        var watch = Stopwatch.StartNew();
        while (await FailsAsync(publisher))
        {
        }

        Assert.InRange(watch.Elapsed, TimeSpan.Zero, TimeSpan.FromSeconds(25));
    }

    /// <summary>
    /// MassTransit waits for every message in hand before it connects again. Found by the fault run: two workers whose
    /// connections were lost at the wrong moment never consumed again, and one of them said that it did.
    /// </summary>
    [Fact]
    public async Task Consumers_that_do_not_come_back_are_started_anew()
    {
        var inHand = new TaskCompletionSource();
        var consumer = new ScriptedConsumer { Does = e => e.EventId == BusStage.Event(1).EventId ? inHand.Task : Task.CompletedTask };
        await using var link = FaultyLink.To(_stage.Options.Broker).Open();
        var options = _stage.Options with
        {
            Broker = link.Of(_stage.Options.Broker),
            ReconnectWithin = TimeSpan.FromSeconds(5),
        };
        var services = await _stage.StartAsync(
            options, c => c.Add<ScriptedConsumer, PaymentEvent>(ConsumerQueues.Journal), also: s => s.AddSingleton(consumer));
        var publisher = services.GetRequiredService<IMessagePublisher>();
        await publisher.PublishAsync(BusStage.Event(1), Ct);
        await BusStage.UntilAsync(() => Task.FromResult(!consumer.Seen.IsEmpty), "the message in hand");

        link.Reset();
        while (await FailsAsync(() => publisher.PublishAsync(BusStage.Event(2), Ct)))
        {
        }

        await BusStage.UntilAsync(
            () => Task.FromResult(consumer.Seen.Any(s => s.Event.EventId == BusStage.Event(2).EventId)), "the next message");
        await services.GetRequiredService<BusReady>().WaitAsync(Ct);
        inHand.SetResult();
    }

    static Task<bool> FailsAsync(ConfirmedPublisher publisher) =>
        FailsAsync(() => publisher.PublishAsync(JournalEntries.One(), Ct));

    static async Task<bool> FailsAsync(Func<Task> publish)
    {
        try
        {
            await publish();
            return false;
        }
        catch (PublishFailedException)
        {
            await Task.Delay(50, Ct);
            return true;
        }
    }
}
