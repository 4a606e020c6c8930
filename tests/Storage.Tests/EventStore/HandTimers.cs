namespace Ledger.Storage.Tests.EventStore;

/// <summary>A clock that stands still, with timers that ring by hand; it keeps what they were asked for.</summary>
/// <param name="ringsUpTo">Timers no longer than this ring by themselves; none do by default.</param>
public sealed class HandTimers(TimeSpan ringsUpTo = default) : TimeProvider
{
    readonly Lock _gate = new();
    readonly List<TimeSpan> _asked = [];
    readonly List<ITimer> _still = [];

    /// <summary>For how long each timer was asked, in order.</summary>
    public IReadOnlyList<TimeSpan> Asked
    {
        get
        {
            lock (_gate)
            {
                return [.. _asked];
            }
        }
    }

    /// <summary>Those that do not ring by themselves ring now.</summary>
    public void Ring()
    {
        lock (_gate)
        {
            _still.ForEach(timer => timer.Change(TimeSpan.Zero, Timeout.InfiniteTimeSpan));
            _still.Clear();
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp() => 0;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        lock (_gate)
        {
            _asked.Add(dueTime);
            if (dueTime <= ringsUpTo)
            {
                return System.CreateTimer(callback, state, dueTime, period);
            }

            _still.Add(System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan));
            return _still[^1];
        }
    }
}
