using Ledger.Accounting;
using Ledger.MessageBus;
using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;
using Ledger.TestKit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using Xunit;

namespace Ledger.Storage.Tests.MessageBus;

/// <summary>A virtual host of its own with the topology declared, and hosts on it.</summary>
sealed class BusStage : IAsyncDisposable
{
    readonly TestVhost _vhost;
    readonly List<IHost> _hosts = [];
    IConnection? _connection;

    BusStage(TestVhost vhost) => _vhost = vhost;

    public BusOptions Options => new()
    {
        Broker = _vhost.Broker,
        Prefetch = 50,
        StartTimeout = TimeSpan.FromSeconds(30),
        ConfirmTimeout = TimeSpan.FromSeconds(30),
        PauseMin = TimeSpan.FromMilliseconds(200),
    };

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    public IChannel Channel { get; private set; } = null!;

    public static async Task<BusStage> OpenAsync()
    {
        var stage = new BusStage(await TestVhost.CreateAsync());
        await TopologyDeclaration.DeclareAsync(stage.Options, Ct);
        stage._connection = await BrokerConnection.OpenAsync(stage.Options, "test", Ct);
        stage.Channel = await stage.NewChannelAsync();
        return stage;
    }

    public Task<IChannel> NewChannelAsync() => _connection!.CreateChannelAsync();

    /// <summary>Starts a host as the product does; its services are returned.</summary>
    public async Task<IServiceProvider> StartAsync(
        BusOptions options, Action<BusConsumers>? consumers, Action<IServiceCollection>? also = null)
    {
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        also?.Invoke(builder.Services);
        builder.Services.AddMessageBus(options, consumers);
        var host = builder.Build();
        _hosts.Add(host);
        await host.StartAsync(Ct);
        return host.Services;
    }

    public async Task StopHostsAsync()
    {
        foreach (var host in _hosts)
        {
            await host.StopAsync();
            await ((IAsyncDisposable)host).DisposeAsync();
        }

        _hosts.Clear();
    }

    /// <summary>A process that takes a queue's message and dies: its connection is gone, nothing is acknowledged.</summary>
    public async Task TakeAndCrashAsync(string queue)
    {
        await using var connection = await BrokerConnection.OpenAsync(Options, "crashing", Ct);
        await using var channel = await connection.CreateChannelAsync();
        var delivered = new TaskCompletionSource();
        var consumer = new AsyncEventingBasicConsumer(channel);
        consumer.ReceivedAsync += (_, _) =>
        {
            delivered.TrySetResult();
            return Task.CompletedTask;
        };
        await channel.BasicConsumeAsync(queue, autoAck: false, consumer);
        await delivered.Task.WaitAsync(TimeSpan.FromSeconds(20), Ct);
        await connection.CloseAsync();
    }

    /// <summary>Messages ready in a queue.</summary>
    public async Task<uint> CountAsync(string queue) => (await Channel.QueueDeclarePassiveAsync(queue)).MessageCount;

    /// <summary>Takes the next message of a queue for good; waits for it.</summary>
    public async Task<BasicGetResult> TakeAsync(string queue)
    {
        BasicGetResult? got = null;
        await UntilAsync(
            async () => (got = await Channel.BasicGetAsync(queue, autoAck: true)) is not null, $"a message in {queue}");
        return got!;
    }

    /// <summary>Waits until a queue holds so many messages.</summary>
    public Task UntilHoldsAsync(string queue, int messages) =>
        UntilAsync(async () => await CountAsync(queue) == messages, $"{messages} messages in {queue}");

    public static async Task UntilAsync(Func<Task<bool>> condition, string what, int seconds = 30)
    {
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (!await condition())
        {
            Assert.False(limit.IsCancellationRequested, $"Waited {seconds} s in vain for {what}.");
            await Task.Delay(20);
        }
    }

    public static PaymentEvent Event(int number, string @class = EventClass.CaptureSucceeded) => new()
    {
        EventId = DeterministicId.Of("test-event", $"{number}"),
        MessageKey = DeterministicId.Of("test-message", $"{number}"),
        Class = @class,
        Subject = Subject.Payment,
        Provider = "stripe",
        Account = "acct_1",
        ProviderEventId = $"evt_{number}",
        ProviderEventType = "charge.captured",
        ProviderObjectId = $"ch_{number}",
        PaymentId = $"pi_{number}",
        OccurredAt = new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero),
        ReceivedAt = new DateTimeOffset(2026, 11, 20, 9, 0, 1, TimeSpan.Zero),
        Amounts = new PaymentAmounts { Gross = new Money(1050, Currency.Parse("EUR")) },
        DeliveryId = DeterministicId.Of("test-delivery", $"{number}"),
        BodySha256 = new string('0', 64),
    };

    public static RawDelivery Delivery(int number) => new()
    {
        DeliveryId = DeterministicId.Of("test-delivery", $"{number}"),
        ReceivedAt = new DateTimeOffset(2026, 11, 20, 9, 0, 1, TimeSpan.Zero),
        Provider = "stripe",
        Endpoint = "default",
        Verdict = "verified",
        Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["content-type"] = "application/json" },
        Body = "{}"u8.ToArray(),
        BodySha256 = new string('0', 64),
    };

    public async ValueTask DisposeAsync()
    {
        await StopHostsAsync();
        await _connection!.DisposeAsync();
        await _vhost.DisposeAsync();
    }
}
