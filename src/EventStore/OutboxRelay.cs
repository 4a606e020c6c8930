using Microsoft.Extensions.Logging;

namespace Ledger.EventStore;

/// <summary>
/// Publishes a schema's events, each at least once, from its own stored position: the events themselves are the outbox.
/// Pages go in order, and within a page all publishes are begun in order and under way at once: consumers see the
/// events in order but for repeats. The position moves after the publishes are confirmed, so a failed publish or a
/// crash repeats some, with the same event ids; those after a failed one may have come before it.
/// Of all processes that run a relay of one name, one is active and the others stand by.
/// </summary>
/// <param name="store">Where the events are read.</param>
/// <param name="place">Where its position lies; the active relay keeps one session.</param>
/// <param name="publish">Publishes one event; must complete only once the broker has confirmed it.</param>
/// <param name="time">Clock of the pauses.</param>
/// <param name="logger">Where hand-overs and failures are told.</param>
public sealed class OutboxRelay(
    IEventStore store, IRelayPlace place, Func<StoredEvent, CancellationToken, Task> publish, TimeProvider time, ILogger logger)
{
    const int PublishedAtOnce = 500;
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(80);
    static readonly TimeSpan StandBy = TimeSpan.FromSeconds(1);
    static readonly TimeSpan RetryDelayMin = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan RetryDelayMax = TimeSpan.FromSeconds(2);

    readonly Pulse _pulse = new();
    long _lag;
    volatile bool _active;

    /// <summary>How far the last committed event is ahead of the stored position, in positions, when last looked at.</summary>
    public long Lag => Interlocked.Read(ref _lag);

    /// <summary>True while this one publishes; false while it stands by.</summary>
    public bool Active => _active;

    /// <summary>Says that something was committed; an active relay looks at once.</summary>
    public void Wake() => _pulse.Beat();

    /// <summary>Publishes until cancelled. Sits out a database or a broker that is away.</summary>
    public async Task RunAsync(CancellationToken ct)
    {
        for (var delay = RetryDelayMin; ; delay = Longer(delay))
        {
            try
            {
                await using var session = await place.OpenAsync(ct);
                if (await session.TryLockAsync(ct))
                {
                    delay = RetryDelayMin;
                    await RelayAsync(session, ct);
                }

                await LookAsync(await session.ReadAsync(ct), ct);
                await Task.Delay(StandBy, time, ct);
                delay = RetryDelayMin;
            }
            catch (OperationCanceledException) when (ct.IsCancellationRequested)
            {
                throw;
            }
            catch (Exception failure)
            {
                logger.RelayFailed(place.Name, failure);
                await Task.Delay(delay, time, ct);
            }
        }
    }

    async Task RelayAsync(IRelaySession session, CancellationToken ct)
    {
        _active = true;
        logger.RelayActive(place.Name);
        try
        {
            for (var delay = RetryDelayMin; ;)
            {
                var next = _pulse.Next;
                var position = await session.ReadAsync(ct); // The session holds the lock: fails with it.
                await LookAsync(position, ct);
                var page = Lag > 0 ? await store.ReadAfterAsync(position, PublishedAtOnce, ct) : [];
                if (page.Count == 0)
                {
                    await _pulse.WaitAsync(next, Poll, time, ct);
                }
                else if (await PublishAsync(session, position, page, ct))
                {
                    delay = RetryDelayMin;
                }
                else
                {
                    await Task.Delay(delay, time, ct);
                    delay = Longer(delay);
                }
            }
        }
        finally
        {
            _active = false;
            await session.UnlockAsync();
        }
    }

    /// <summary>Publishes a page and moves the position over all that were confirmed before the first that was not.</summary>
    /// <returns>True when the whole page was confirmed.</returns>
    async Task<bool> PublishAsync(
        IRelaySession session, long position, IReadOnlyList<StoredEvent> page, CancellationToken ct)
    {
        var failures = await Task.WhenAll(page.Select(stored => TryPublishAsync(stored, ct)));
        var confirmed = failures.TakeWhile(failure => failure is null).Count();
        if (confirmed > 0)
        {
            await session.MoveAsync(position, page[confirmed - 1].Position, ct);
        }

        ct.ThrowIfCancellationRequested();
        if (confirmed < page.Count)
        {
            logger.PublishFailed(place.Name, page[confirmed].Position, failures[confirmed]!);
        }

        return confirmed == page.Count;
    }

    async Task<Exception?> TryPublishAsync(StoredEvent stored, CancellationToken ct)
    {
        try
        {
            await publish(stored, ct);
            return null;
        }
        catch (Exception failure)
        {
            return failure; // Looked at by the caller: the position stays before this event.
        }
    }

    async Task LookAsync(long position, CancellationToken ct) =>
        Interlocked.Exchange(ref _lag, Math.Max(0, await store.LastPositionAsync(ct) - position));

    static TimeSpan Longer(TimeSpan delay) => delay * 2 < RetryDelayMax ? delay * 2 : RetryDelayMax;
}
