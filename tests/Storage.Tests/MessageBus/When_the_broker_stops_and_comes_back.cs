using System.Diagnostics;
using Ledger.LocalStack;
using Ledger.LocalStack.Servers;
using Ledger.MessageBus;
using Ledger.PaymentEvents;
using Ledger.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Xunit;

namespace Ledger.Storage.Tests.MessageBus;

/// <summary>On a broker of its own, which is killed and started again.</summary>
public sealed class When_the_broker_stops_and_comes_back : IAsyncLifetime
{
    readonly ScriptedConsumer _consumer = new();
    readonly string _folder = TestFolder.Create();
    LocalRabbitMq _broker = null!;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        Assert.SkipUnless(
            ServerPrograms.HasRabbitMq, "RabbitMQ is not installed here: no private server can be started.");
        _broker = await LocalRabbitMq.StartAsync(
            _folder, management: false, ProgressWriter.Silent, Ct);
    }

    public async ValueTask DisposeAsync() => await LocalRabbitMq.DeleteAsync(_folder, CancellationToken.None);

    [Fact]
    public async Task Publishing_fails_in_time_meanwhile_and_works_again_and_every_confirmed_message_is_consumed()
    {
        using var host = NewHost();
        await host.StartAsync(Ct);
        var publisher = host.Services.GetRequiredService<IMessagePublisher>();
        var ready = host.Services.GetRequiredService<BusReady>();
        var confirmed = new List<Guid>();
        for (var n = 0; n < 200; n++)
        {
            await publisher.PublishAsync(BusStage.Event(n), Ct);
            confirmed.Add(BusStage.Event(n).EventId);
        }

        // RabbitMQ 3.10 may lose the leader of a queue that was declared a second before it is killed.
        await Task.Delay(TimeSpan.FromSeconds(5), Ct);
        await _broker.KillAsync(Ct);
        var slowest = TimeSpan.Zero;
        for (var n = 200; n < 220; n++)
        {
            var clock = Stopwatch.StartNew();
            await Assert.ThrowsAsync<PublishFailedException>(
                () => publisher.PublishAsync(BusStage.Event(n), Ct));
            slowest = clock.Elapsed > slowest ? clock.Elapsed : slowest;
        }

        await BusStage.UntilAsync(() => Task.FromResult(!ready.Now.Ready), "health that tells the truth");
        await _broker.RestartAsync(ProgressWriter.Silent, Ct);
        await ready.WaitAsync(Ct).WaitAsync(TimeSpan.FromSeconds(60), Ct);
        for (var n = 300; n < 400; n++)
        {
            await publisher.PublishAsync(BusStage.Event(n), Ct);
            confirmed.Add(BusStage.Event(n).EventId);
        }

        await BusStage.UntilAsync(
            () => Task.FromResult(!confirmed.Except(_consumer.Seen.Select(s => s.Event.EventId)).Any()),
            "every confirmed message");
        Assert.True(slowest < TimeSpan.FromSeconds(6), $"{slowest}");
        await host.StopAsync(Ct);
    }

    IHost NewHost()
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(_consumer);
        builder.Services.AddMessageBus(
            new BusOptions { Broker = _broker.Uri },
            c => c.Add<ScriptedConsumer, PaymentEvent>(ConsumerQueues.Journal));
        return builder.Build();
    }
}
