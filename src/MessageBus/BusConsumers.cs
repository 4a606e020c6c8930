using Ledger.MessageBus.Consuming;
using MassTransit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Ledger.MessageBus;

/// <summary>The queues a host consumes, and by whom.</summary>
public sealed class BusConsumers
{
    readonly IServiceCollection _services;
    readonly Dictionary<string, Endpoint> _endpoints = new(StringComparer.Ordinal);

    internal BusConsumers(IServiceCollection services) => _services = services;

    internal IReadOnlyCollection<Endpoint> Endpoints => _endpoints.Values;

    /// <summary>
    /// Lets a consumer process one type of a queue's messages. The consumer is a singleton of the container and works
    /// on up to <see cref="BusOptions.Prefetch"/> messages at once.
    /// </summary>
    public BusConsumers Add<TConsumer, TMessage>(ConsumerQueue queue)
        where TConsumer : class, IConsumer<TMessage>
        where TMessage : class => Add<TConsumer, TMessage>(queue, probe: null);

    /// <summary>
    /// As above, with a probe: a consumer paused because something outside is away asks it (it throws while that is
    /// still away) before any message is fetched again, so that an outage costs each message one delivery.
    /// </summary>
    /// <param name="queue">The queue.</param>
    /// <param name="probe">Asks whether what the consumer needs is back; null for none.</param>
    /// <param name="prefetch">
    /// Unacknowledged messages of this queue, for one whose messages are large; null for
    /// <see cref="BusOptions.Prefetch"/>.
    /// </param>
    public BusConsumers Add<TConsumer, TMessage>(
        ConsumerQueue queue, Func<IServiceProvider, CancellationToken, Task>? probe, ushort? prefetch = null)
        where TConsumer : class, IConsumer<TMessage>
        where TMessage : class
    {
        _services.TryAddSingleton<TConsumer>();
        if (!_endpoints.TryGetValue(queue.Name, out var endpoint))
        {
            _endpoints[queue.Name] = endpoint = new Endpoint(queue);
        }

        endpoint.Prefetch = prefetch ?? endpoint.Prefetch;
        endpoint.Readers.Add(new TopicReader<TConsumer, TMessage>());
        endpoint.Probes.Add(probe);
        endpoint.Consumers[typeof(TConsumer)] = (configurator, services) =>
            configurator.Consumer(new CountingConsumerFactory<TConsumer>(services));
        return this;
    }

    internal sealed record Endpoint(ConsumerQueue Queue)
    {
        public ushort? Prefetch { get; set; }

        public List<MessageReader> Readers { get; } = [];

        public List<Func<IServiceProvider, CancellationToken, Task>?> Probes { get; } = [];

        public Dictionary<Type, Action<IReceiveEndpointConfigurator, IServiceProvider>> Consumers { get; } = [];

        public Func<CancellationToken, Task>? Probe(IServiceProvider services) => Probes.TrueForAll(p => p is null)
            ? null
            : async ct =>
            {
                foreach (var probe in Probes.OfType<Func<IServiceProvider, CancellationToken, Task>>())
                {
                    await probe(services, ct);
                }
            };
    }
}
