using Ledger.MessageBus.Consuming;
using Ledger.MessageBus.Monitoring;
using Ledger.MessageBus.Publishing;

namespace Ledger.MessageBus;

/// <summary>
/// Whether this process can publish and consume. MassTransit's own start returns before its endpoints are bound.
/// </summary>
public sealed class BusReady(ConfirmedPublisher publisher, TimeProvider time)
{
    static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(20);

    volatile IReadOnlyList<ConsumerPause> _consumers = [];
    volatile bool _started;

    /// <summary>The state now.</summary>
    public BusHealth Now => new(_started, publisher.Connected, [.. _consumers.Select(c => c.Health)]);

    /// <summary>
    /// Returns when the topology stands, messages can be published and every queue is being consumed.
    /// </summary>
    public async Task WaitAsync(CancellationToken ct)
    {
        while (!Now.Ready)
        {
            await Task.Delay(Interval, time, ct);
        }
    }

    internal void Expect(IReadOnlyList<ConsumerPause> consumers) => _consumers = consumers;

    internal void Declared() => _started = true;
}
