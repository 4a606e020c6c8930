namespace Ledger.Storage.Tests.ErpExport.Contract;

/// <summary>
/// A clock that runs as time does and can be moved on: what waits for half a minute need not be waited for, and what waits for the
/// fifth of a second before it asks again does so by itself.
/// </summary>
public sealed class ContractClock : TimeProvider
{
    readonly Lock _gate = new();
    readonly HashSet<Waiting> _waiting = [];
    TimeSpan _ahead;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow()
    {
        lock (_gate)
        {
            return System.GetUtcNow() + _ahead;
        }
    }

    /// <inheritdoc/>
    public override long GetTimestamp()
    {
        lock (_gate)
        {
            return System.GetTimestamp() + (long)(_ahead.TotalSeconds * TimestampFrequency);
        }
    }

    /// <summary>Moves it on; whatever was to happen meanwhile happens now.</summary>
    public void Advance(TimeSpan by)
    {
        List<Waiting> waiting;
        lock (_gate)
        {
            _ahead += by;
            waiting = [.. _waiting];
        }

        waiting.ForEach(timer => timer.MoveOn(by));
    }

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Waiting(this, callback, state);
        lock (_gate)
        {
            _waiting.Add(timer);
        }

        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>A timer of the system that is set anew when the clock is moved.</summary>
    sealed class Waiting : ITimer
    {
        readonly ContractClock _clock;
        readonly ITimer _timer;
        readonly Lock _gate = new();
        TimeSpan _period;
        DateTimeOffset? _due;

        public Waiting(ContractClock clock, TimerCallback callback, object? state)
        {
            _clock = clock;
            _timer = System.CreateTimer(
                _ =>
                {
                    Rang();
                    callback(state);
                },
                null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (_gate)
            {
                _period = period;
                _due = dueTime == Timeout.InfiniteTimeSpan ? null : System.GetUtcNow() + dueTime;
                return _timer.Change(dueTime, period);
            }
        }

        public void MoveOn(TimeSpan by)
        {
            lock (_gate)
            {
                if (_due is { } due)
                {
                    _due = due - by;
                    var left = due - by - System.GetUtcNow();
                    _timer.Change(left > TimeSpan.Zero ? left : TimeSpan.Zero, _period);
                }
            }
        }

        public void Dispose()
        {
            Forget();
            _timer.Dispose();
        }

        public ValueTask DisposeAsync()
        {
            Forget();
            return _timer.DisposeAsync();
        }

        void Rang()
        {
            lock (_gate)
            {
                _due = _period == Timeout.InfiniteTimeSpan || _period == TimeSpan.Zero ? null : System.GetUtcNow() + _period;
            }
        }

        void Forget()
        {
            lock (_clock._gate)
            {
                _clock._waiting.Remove(this);
            }
        }
    }
}
