namespace Ledger.Simulation.Kernel;

/// <summary>
/// A process of the product: all its code runs in this context. Killed, nothing of it runs any more, not even a
/// finally; paused, everything waits until it goes on.
/// </summary>
public sealed class SimulatedProcess(Scheduler scheduler, string name) : SynchronizationContext
{
    readonly List<Action> _waiting = [];
    readonly List<Action> _whenDead = [];
    bool _paused;

    /// <summary>Its name in the trace.</summary>
    public string Name => name;

    /// <summary>The world's scheduler.</summary>
    public Scheduler Scheduler => scheduler;

    /// <summary>False once it was killed.</summary>
    public bool Alive { get; private set; } = true;

    /// <summary>Tells the outside world when it dies: its connections break at once.</summary>
    public void WhenDead(Action told) => _whenDead.Add(told);

    /// <summary>Does not tell any more.</summary>
    public void NoLongerWhenDead(Action told) => _whenDead.Remove(told);

    /// <summary>kill -9.</summary>
    public void Kill()
    {
        if (Alive)
        {
            Alive = false;
            _waiting.Clear();
            _whenDead.ToList().ForEach(told => told());
        }
    }

    /// <summary>SIGSTOP.</summary>
    public void Pause() => _paused = true;

    /// <summary>SIGCONT.</summary>
    public void Resume()
    {
        _paused = false;
        foreach (var work in _waiting)
        {
            scheduler.Post(this, work);
        }

        _waiting.Clear();
    }

    /// <summary>Starts work in this process; a failure that nobody handles ends the run.</summary>
    public void Start(Func<Task> work) => scheduler.Post(this, () => _ = WatchAsync(work));

    /// <inheritdoc/>
    public override void Post(SendOrPostCallback d, object? state)
    {
        if (Alive) // What the collector finds of a dead one is of no interest.
        {
            scheduler.Post(this, () => d(state));
        }
    }

    /// <inheritdoc/>
    public override void Send(SendOrPostCallback d, object? state) =>
        throw new NotSupportedException("Nobody waits for another thread in a simulation of one thread.");

    /// <inheritdoc/>
    public override SynchronizationContext CreateCopy() => this;

    async Task WatchAsync(Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception unhandled)
        {
            scheduler.Fail(unhandled);
        }
    }

    internal void Run(Action work)
    {
        if (!Alive)
        {
            return;
        }

        if (_paused)
        {
            _waiting.Add(work);
            return;
        }

        var before = Current;
        SetSynchronizationContext(this);
        try
        {
            work();
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }
}
