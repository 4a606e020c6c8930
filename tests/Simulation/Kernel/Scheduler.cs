namespace Ledger.Simulation.Kernel;

/// <summary>
/// One thread, one clock: runs what is ready in the order in which it became ready, and moves the clock on when
/// nothing is. So a run depends on nothing but its plan.
/// </summary>
public sealed class Scheduler(DateTimeOffset start)
{
    const int StepsWithoutTime = 2_000_000;

    readonly Queue<(SimulatedProcess? Process, Action Work)> _ready = new();
    readonly PriorityQueue<Alarm, (long Due, long Number)> _alarms = new();
    readonly int _thread = Environment.CurrentManagedThreadId;
    long _ticks = start.UtcTicks;
    long _number;
    Exception? _failure;

    /// <summary>The time of the simulated world; processes have clocks of their own.</summary>
    public DateTimeOffset Now => new(_ticks, TimeSpan.Zero);

    /// <summary>Time that has gone by, in ticks.</summary>
    public long Ticks => _ticks;

    /// <summary>Queues work of a process, or of the world itself.</summary>
    public void Post(SimulatedProcess? process, Action work)
    {
        if (Environment.CurrentManagedThreadId != _thread)
        {
            throw new InvalidOperationException("Something left the simulation's thread: the run would not be the same again.");
        }

        _ready.Enqueue((process, work));
    }

    /// <summary>Does something later.</summary>
    public Alarm After(TimeSpan delay, SimulatedProcess? process, Action work) => Queue(new Alarm(process, work), delay);

    /// <summary>Ends the run with a failure that nobody handled.</summary>
    public void Fail(Exception unhandled) => _failure ??= unhandled;

    internal Alarm Queue(Alarm alarm, TimeSpan delay)
    {
        var due = _ticks + Math.Max(0, delay.Ticks);
        _alarms.Enqueue(alarm, (due, ++_number));
        return alarm;
    }

    /// <summary>Runs for a while.</summary>
    public void RunFor(TimeSpan time)
    {
        var until = _ticks + time.Ticks;
        RunWhile(() => true, until);
        _ticks = Math.Max(_ticks, until);
    }

    /// <summary>Runs while something is to be waited for.</summary>
    /// <returns>False when the time was up first.</returns>
    public bool RunWhile(Func<bool> busy, TimeSpan atMost) => RunWhile(busy, _ticks + atMost.Ticks);

    /// <summary>The machine sleeps: the clock goes on and nothing runs.</summary>
    public void Jump(TimeSpan time) => _ticks += time.Ticks;

    bool RunWhile(Func<bool> busy, long until)
    {
        while (true)
        {
            RunReady();
            if (!busy())
            {
                return true;
            }

            if (!_alarms.TryPeek(out _, out var next) || next.Due > until)
            {
                _ticks = Math.Max(_ticks, until);
                return false;
            }

            _ticks = Math.Max(_ticks, next.Due);
            _alarms.Dequeue().Ring(this);
        }
    }

    void RunReady()
    {
        for (var steps = 0; _ready.TryDequeue(out var next); steps++)
        {
            if (steps > StepsWithoutTime)
            {
                throw new RunawayException("The product goes on for ever without any time going by.");
            }

            if (_failure is not null)
            {
                throw new FellOverException("A process of the product fell over.", _failure);
            }

            if (next.Process is { } process)
            {
                process.Run(next.Work);
            }
            else
            {
                next.Work();
            }
        }
    }
}

/// <summary>Something that will happen at its time, unless it is cancelled.</summary>
public sealed class Alarm(SimulatedProcess? process, Action work)
{
    bool _cancelled;

    /// <summary>Takes it back.</summary>
    public void Cancel() => _cancelled = true;

    internal void Ring(Scheduler scheduler)
    {
        if (!_cancelled)
        {
            scheduler.Post(process, () =>
            {
                if (!_cancelled)
                {
                    work();
                }
            });
        }
    }
}

/// <summary>A failure that nobody in the product handles.</summary>
public sealed class FellOverException(string message, Exception innerException) : Exception(message, innerException);

/// <summary>The product does not come to an end.</summary>
public sealed class RunawayException(string message) : Exception(message);
