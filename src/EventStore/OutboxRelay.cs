using Microsoft.Extensions.Logging;

namespace Ledger.EventStore;

/// <summary>
/// Publishes a schema's events, each at least once, from its own stored position: the events themselves are the outbox.
/// Pages go in order, and within a page all publishes are begun in order and under way at once: consumers see the
/// events in order but for repeats. The position moves after the publishes are confirmed, so a failed publish or a
/// crash repeats some, with the same event ids; those after a failed one may have come before it.
/// Of all processes that run a relay of one name, one is active and the others stand by. What the active one's own process
/// has just committed it takes from memory; everything else it reads.
/// </summary>
/// <param name="store">Where the events are read.</param>
/// <param name="place">Where its position lies; the active relay keeps one session.</param>
/// <param name="publish">Publishes one event; must complete only once the broker has confirmed it.</param>
/// <param name="time">Clock of the pauses.</param>
/// <param name="logger">Where hand-overs and failures are told.</param>
public sealed class OutboxRelay(
    IEventStore store, IRelayPlace place, Func<OutboxEvent, CancellationToken, Task> publish, TimeProvider time, ILogger logger)
{
    const int PublishedAtOnce = 500;
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(80);

    /// <summary>
    /// So long after a page was begun the next one is, unless it is full: under load fewer and larger pages, each of which costs
    /// the broker and the database much the same. What comes after a rest goes at once.
    /// </summary>
    static readonly TimeSpan Pace = TimeSpan.FromMilliseconds(25);

    static readonly TimeSpan StandBy = TimeSpan.FromSeconds(1);
    static readonly TimeSpan RetryDelayMin = TimeSpan.FromMilliseconds(100);
    static readonly TimeSpan RetryDelayMax = TimeSpan.FromSeconds(2);

    readonly Pulse _pulse = new();
    readonly RecentCommits _recent = new();
    long _last;
    long _reached;
    volatile bool _active;

    /// <summary>How far the last committed event is ahead of the stored position, in positions, as far as is known.</summary>
    public long Lag => Math.Max(0, Interlocked.Read(ref _last) - Interlocked.Read(ref _reached));

    /// <summary>True while this one publishes; false while it stands by.</summary>
    public bool Active => _active;

    /// <summary>Told whenever this one begins to publish: what it knew of what was published last may be old.</summary>
    public Action? Begun { get; init; }

    /// <summary>
    /// Done before a page is published: whatever its publishes need is asked here, for they begin in order and at once. A page that
    /// failed comes again.
    /// </summary>
    public Func<IReadOnlyList<OutboxEvent>, CancellationToken, Task>? BeforePage { get; init; }

    /// <summary>Says that something was committed; an active relay looks at once.</summary>
    public void Wake() => _pulse.Beat();

    /// <summary>Says what was committed in this process, and wakes the relay.</summary>
    public void Take(CommittedEvents committed)
    {
        if (_active)
        {
            _recent.Add(committed);
            Interlocked.Exchange(ref _last, committed.Last);
        }

        Wake();
    }

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
        await LookAsync(await session.ReadAsync(ct), ct);
        Begun?.Invoke();
        _active = true;
        logger.RelayActive(place.Name);
        try
        {
            for (var delay = RetryDelayMin; ;)
            {
                var (began, next) = (time.GetTimestamp(), _pulse.Next);
                var (position, page) = await PageAsync(session, ct);
                await PrepareAsync(page, ct);
                if (page.Count > 0 && await PublishAsync(session, position, page, ct) < page.Count)
                {
                    await Task.Delay(delay, time, ct);
                    delay = Longer(delay);
                    continue;
                }

                delay = RetryDelayMin;
                if (page.Count < PublishedAtOnce)
                {
                    await RestAsync(page.Count, began, next, ct);
                }
            }
        }
        finally
        {
            _active = false;
            _recent.Clear();
            await session.UnlockAsync();
        }
    }

    Task PrepareAsync(IReadOnlyList<OutboxEvent> page, CancellationToken ct) =>
        page.Count > 0 && BeforePage is { } prepare ? prepare(page, ct) : Task.CompletedTask;

    async Task RestAsync(int published, long began, Task next, CancellationToken ct)
    {
        if (published > 0 && Pace - time.GetElapsedTime(began) is { Ticks: > 0 } rest)
        {
            await Task.Delay(rest, time, ct);
        }

        await _pulse.WaitAsync(next, Poll, time, ct);
    }

    /// <summary>
    /// What follows our position: from memory where that is known; otherwise from the store, and then the position too is read
    /// anew, over the session that holds the lock and fails with it.
    /// </summary>
    async Task<(long Position, IReadOnlyList<OutboxEvent> Page)> PageAsync(IRelaySession session, CancellationToken ct)
    {
        var position = Interlocked.Read(ref _reached);
        if (_recent.After(position, PublishedAtOnce) is { Count: > 0 } recent)
        {
            return (position, recent);
        }

        position = await session.ReadAsync(ct);
        await LookAsync(position, ct);
        return (position, Lag > 0 ? [.. (await store.ReadAfterAsync(position, PublishedAtOnce, ct)).Select(OutboxEvent.Of)] : []);
    }

    /// <summary>Publishes a page and moves the position over all that were confirmed before the first that was not.</summary>
    /// <returns>How many that were: all of the page when nothing failed.</returns>
    async Task<int> PublishAsync(IRelaySession session, long position, IReadOnlyList<OutboxEvent> page, CancellationToken ct)
    {
        var failures = await Task.WhenAll(page.Select(outgoing => TryPublishAsync(outgoing, ct)));
        var confirmed = failures.TakeWhile(failure => failure is null).Count();
        if (confirmed > 0)
        {
            await session.MoveAsync(position, page[confirmed - 1].Position, ct);
            Interlocked.Exchange(ref _reached, page[confirmed - 1].Position);
        }

        ct.ThrowIfCancellationRequested();
        if (confirmed < page.Count)
        {
            logger.PublishFailed(place.Name, page[confirmed].Position, failures[confirmed]!);
        }

        return confirmed;
    }

    async Task<Exception?> TryPublishAsync(OutboxEvent outgoing, CancellationToken ct)
    {
        try
        {
            await publish(outgoing, ct);
            return null;
        }
        catch (Exception failure)
        {
            return failure; // Looked at by the caller: the position stays before this event.
        }
    }

    async Task LookAsync(long position, CancellationToken ct)
    {
        Interlocked.Exchange(ref _reached, position);
        Interlocked.Exchange(ref _last, await store.LastPositionAsync(ct));
    }

    static TimeSpan Longer(TimeSpan delay) => delay * 2 < RetryDelayMax ? delay * 2 : RetryDelayMax;
}
