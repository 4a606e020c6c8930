namespace Ledger.EventStore;

/// <summary>
/// The last events that this process has committed, so that its relay need not read them back. Whatever is missing here, or
/// was written by another process in between, is read from the store: the relay only takes what follows its position
/// without a hole.
/// </summary>
sealed class RecentCommits
{
    /// <summary>Some 4 MB of usual events; a relay that is further behind reads from the store.</summary>
    const int EventsMax = 2_000;

    readonly Lock _lock = new();
    readonly Queue<CommittedEvents> _commits = new();
    int _events;

    /// <summary>Keeps what was committed; the oldest go when there are too many.</summary>
    public void Add(CommittedEvents committed)
    {
        if (committed.Events.Count == 0)
        {
            return;
        }

        lock (_lock)
        {
            _commits.Enqueue(committed);
            _events += committed.Events.Count;
            while (_events > EventsMax && _commits.Count > 1)
            {
                Forget();
            }
        }
    }

    /// <summary>
    /// Up to <paramref name="limit"/> events that follow a position; none when it is not known what follows it. What lies
    /// before the position is forgotten.
    /// </summary>
    public List<OutboxEvent> After(long position, int limit)
    {
        var page = new List<OutboxEvent>();
        lock (_lock)
        {
            while (_commits.TryPeek(out var first) && first.Last <= position)
            {
                Forget();
            }

            foreach (var commit in _commits)
            {
                if (commit.Before > position || page.Count == limit)
                {
                    break;
                }

                page.AddRange(commit.Events.SkipWhile(e => e.Position <= position).Take(limit - page.Count));
                position = commit.Last;
            }
        }

        return page;
    }

    /// <summary>Forgets everything.</summary>
    public void Clear()
    {
        lock (_lock)
        {
            _commits.Clear();
            _events = 0;
        }
    }

    void Forget() => _events -= _commits.Dequeue().Events.Count;
}
