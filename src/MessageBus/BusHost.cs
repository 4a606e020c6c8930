using Ledger.MessageBus.Bundling;
using Ledger.MessageBus.Consuming;
using Ledger.MessageBus.Monitoring;
using Ledger.MessageBus.Publishing;
using MassTransit;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ledger.MessageBus;

/// <summary>
/// Starts the bus in order: topology, publisher, consumers; returns when all stand. Hosted services start before the
/// web server opens its port, so no webhook is accepted that could not be published.
/// </summary>
sealed class BusHost(
    BusOptions options, BusConsumers consumers, ConfirmedPublisher publisher, BusReady ready, QueueDepths depths,
    IServiceProvider services, TimeProvider time, ILoggerFactory loggers) : IHostedService, IDisposable
{
    static readonly TimeSpan WatchEvery = TimeSpan.FromSeconds(5);
    static readonly TimeSpan AbandonAfter = TimeSpan.FromSeconds(30);

    readonly ILogger _logger = loggers.CreateLogger<BusHost>();
    readonly CancellationTokenSource _stop = new();
    List<ConsumerPause> _pauses = [];
    IBusControl? _bus;
    Task _watching = Task.CompletedTask;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await TopologyDeclaration.DeclareAsync(options, cancellationToken);
        _logger.TopologyDeclared(options.Where);
        publisher.Start();
        try
        {
            await WithinAsync(StartConsumersAsync, cancellationToken);
            ready.Declared();
            await WithinAsync(ready.WaitAsync, cancellationToken);
        }
        catch
        {
            await _stop.CancelAsync();
            throw;
        }
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        await _stop.CancelAsync();
        await _watching.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await StopAsync(_bus, _pauses, cancellationToken);
    }

    public void Dispose() => _stop.Dispose();

    // Watched from the beginning: consumers that a broken line took while they start are started anew, until the limit.
    async Task StartConsumersAsync(CancellationToken ct)
    {
        if (consumers.Endpoints.Count > 0)
        {
            // MassTransit logs exceptions as they are, and their messages may quote a payload; what matters is
            // logged here, masked.
            LogContext.ConfigureCurrentLogContext(NullLoggerFactory.Instance);
            await ConsumeAsync(ct);
            _watching = Task.Run(WatchAsync, CancellationToken.None);
        }
    }

    async Task ConsumeAsync(CancellationToken ct)
    {
        _pauses = [];
        _bus = Bus.Factory.CreateUsingRabbitMq(Configure);
        ready.Expect(_pauses);
        await _bus.StartAsync(ct);
    }

    async Task WatchAsync()
    {
        var watch = new ConsumerWatch(depths, options, time);
        using var timer = new PeriodicTimer(WatchEvery, time);
        while (await timer.WaitForNextTickAsync(_stop.Token))
        {
            if (await watch.LostAsync(_pauses, _stop.Token) is { } queue)
            {
                _logger.ConsumersStartAnew(queue, options.ReconnectWithin);
                await StartAnewAsync();
                watch.Reset();
            }
        }
    }

    // What the old consumers still hold comes again to the new ones, and the inbox knows it.
    async Task StartAnewAsync()
    {
        var (bus, pauses) = (_bus, _pauses);
        _ = Task.Run(() => StopAsync(bus, pauses, new CancellationTokenSource(AbandonAfter, time).Token));
        try
        {
            using var limit = CancellationTokenSource.CreateLinkedTokenSource(_stop.Token);
            limit.CancelAfter(options.StartTimeout);
            await ConsumeAsync(limit.Token);
        }
        catch (Exception failure) when (!_stop.IsCancellationRequested)
        {
            _logger.ConsumersNotStarted(failure.Message);
        }
    }

    static async Task StopAsync(IBusControl? bus, IReadOnlyList<ConsumerPause> pauses, CancellationToken ct)
    {
        foreach (var pause in pauses)
        {
            await pause.DisposeAsync();
        }

        await (bus?.StopAsync(ct) ?? Task.CompletedTask);
    }

    async Task WithinAsync(Func<CancellationToken, Task> step, CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(options.StartTimeout);
        try
        {
            await step(limit.Token);
        }
        catch (OperationCanceledException) when (!ct.IsCancellationRequested)
        {
            throw new BrokerAwayException(
                $"The bus on RabbitMQ at {options.Where} is not ready after {options.StartTimeout.TotalSeconds:0} s: "
                + string.Join("; ", ready.Now.Missing), innerException: null);
        }
    }

    void Configure(IRabbitMqBusFactoryConfigurator bus)
    {
        var (user, password) = UserAndPassword();
        bus.Host(options.Broker, "ledger consumers", host =>
        {
            host.Username(user);
            host.Password(password);
            host.Heartbeat(options.Heartbeat);
            host.RequestedConnectionTimeout(TimeSpan.FromSeconds(5));
        });
        // The addressed queues of an exchange get the same bundles.
        foreach (var alike in consumers.Endpoints.GroupBy(e => e.Queue.IsAddressed ? e.Queue.Exchange : e.Queue.Name))
        {
            var shared = alike.Count() > 1 ? new ReadOnce(alike.Count()) : null;
            foreach (var endpoint in alike)
            {
                bus.ReceiveEndpoint(endpoint.Queue.Name, e => Configure(e, endpoint, shared));
            }
        }
    }

    void Configure(IRabbitMqReceiveEndpointConfigurator receive, BusConsumers.Endpoint endpoint, ReadOnce? shared)
    {
        var queue = endpoint.Queue;
        var pause = new ConsumerPause(queue, options, endpoint.Probe(services), time, _logger);
        var parked = new ParkedMessages(queue, publisher, time, loggers.CreateLogger<ParkedMessages>());
        _pauses.Add(pause);
        foreach (var (name, value) in QueueArguments.Consumer(queue, options))
        {
            receive.SetQueueArgument(name, value);
        }

        receive.PrefetchCount = endpoint.Prefetch ?? options.Prefetch;
        receive.ConcurrentMessageLimit = endpoint.Prefetch ?? options.Prefetch;
        receive.OverrideConsumerTag(pause.ConsumerTag);
        receive.ConfigureConsumeTopology = false;
        receive.PublishFaults = false;
        receive.ClearSerialization();
        var json = new PlainJson(endpoint.Readers, shared);
        receive.AddDeserializer(json, isDefault: true);
        receive.AddSerializer(json);
        receive.ConnectReceiveEndpointObserver(pause);
        receive.ConfigureReceive(pipe => pipe.UseFilter(new DeliveryFilter(queue, options, parked, pause, _logger)));
        receive.ConfigureError(pipe => pipe.UseFilter(new FaultFilter(parked)));
        receive.ConfigureDeadLetter(pipe => pipe.UseFilter(new SkippedFilter(parked)));
        receive.UseMessageRetry(retry =>
        {
            retry.Ignore<Exception>(failure => FailureClasses.Of(failure) != FailureClass.OurFault);
            retry.Intervals([.. options.RetryDelays]);
        });
        var bundles = new BundleConsumer(queue, options, endpoint.Readers, parked, services);
        receive.Consumer(() => bundles);
        foreach (var add in endpoint.Consumers.Values)
        {
            add(receive, services);
        }
    }

    (string User, string Password) UserAndPassword()
    {
        var parts = options.Broker.UserInfo.Split(':', 2);
        return (Uri.UnescapeDataString(parts[0]) is { Length: > 0 } user ? user : "guest",
            parts.Length == 2 ? Uri.UnescapeDataString(parts[1]) : "guest");
    }
}
