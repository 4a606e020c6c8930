namespace Ledger.Simulation.Kernel;

/// <summary>A process's own clock: a little off, and its timers die with it.</summary>
public sealed class ProcessClock(SimulatedProcess process, TimeSpan off) : TimeProvider
{
    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => process.Scheduler.Now + off;

    /// <inheritdoc/>
    public override long GetTimestamp() => process.Scheduler.Ticks;

    /// <inheritdoc/>
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(process, () => callback(state));
        timer.Change(dueTime, period);
        return timer;
    }

    sealed class Timer(SimulatedProcess process, Action callback) : ITimer
    {
        Alarm? _next;

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            _next?.Cancel();
            _next = dueTime == Timeout.InfiniteTimeSpan ? null : process.Scheduler.After(dueTime, process, () => Ring(period));
            return true;
        }

        public void Dispose() => _next?.Cancel();

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }

        void Ring(TimeSpan period)
        {
            if (period > TimeSpan.Zero)
            {
                _next = process.Scheduler.After(period, process, () => Ring(period));
            }

            callback();
        }
    }
}
