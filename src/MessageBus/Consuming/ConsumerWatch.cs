using Ledger.MessageBus.Monitoring;

namespace Ledger.MessageBus.Consuming;

/// <summary>
/// Sees whether a queue that should be consumed is, by what the broker says and not by what MassTransit believes: at
/// times it never comes back after a lost connection (MassTransit 8.4.0; its issues 5692 and 6095), and may not even
/// notice. Not asked about a broker that is away, or a consumer that pauses on purpose.
/// </summary>
sealed class ConsumerWatch(QueueDepths depths, BusOptions options, TimeProvider time)
{
    static readonly TimeSpan AnswerWithin = TimeSpan.FromSeconds(5);
    readonly Dictionary<string, long> _since = new(StringComparer.Ordinal);

    /// <summary>What has not been consumed for too long although the broker is there; null when all is well.</summary>
    public async Task<string?> LostAsync(IReadOnlyList<ConsumerPause> consumers, CancellationToken ct)
    {
        if (await AttachedAsync(ct) is not { } attached)
        {
            _since.Clear();
            return null;
        }

        string? lost = null;
        foreach (var consumer in consumers)
        {
            var health = consumer.Health;
            if (IsMissing(consumer, attached.GetValueOrDefault(health.Queue)))
            {
                _since.TryAdd(health.Queue, time.GetTimestamp());
                lost ??= time.GetElapsedTime(_since[health.Queue]) >= options.ReconnectWithin ? health.Queue : null;
            }
            else
            {
                _since.Remove(health.Queue);
            }
        }

        return lost;
    }

    /// <summary>Everything starts anew.</summary>
    public void Reset() => _since.Clear();

    static bool IsMissing(ConsumerPause consumer, int attached) => consumer.Health.State switch
    {
        ConsumerState.Paused => false,
        ConsumerState.Consuming => attached == 0 || consumer.ChannelIsClosed,
        _ => true,
    };

    // Null when the broker does not answer.
    async Task<Dictionary<string, int>?> AttachedAsync(CancellationToken ct)
    {
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(ct);
        limit.CancelAfter(AnswerWithin);
        try
        {
            return (await depths.ReadAsync(limit.Token)).ToDictionary(depth => depth.Queue, depth => depth.Consumers);
        }
        catch (Exception) when (!ct.IsCancellationRequested)
        {
            return null;
        }
    }
}
