using Ledger.Simulation.Kernel;

namespace Ledger.Simulation.Storage;

/// <summary>
/// A connection of a process to the database: every call takes time there and back, and can break on either way. When
/// it closes, however that happens, its transaction is rolled back and its locks are free.
/// </summary>
sealed class Session : IDisposable
{
    static readonly TimeSpan SlowestWay = TimeSpan.FromMilliseconds(6);

    readonly SimulatedDatabase _database;
    readonly SimulatedProcess _process;
    readonly Action _dispose;
    Exception? _closed;

    public Session(SimulatedDatabase database, SimulatedProcess process)
    {
        (_database, _process, _dispose) = (database, process, Dispose);
        process.WhenDead(_dispose);
        database.Opened(this);
    }

    /// <summary>When the server last heard of it.</summary>
    public long LastHeard { get; private set; }

    /// <summary>True while the server has not answered it.</summary>
    public bool Waiting { get; private set; }

    public bool Closed => _closed is not null;

    /// <summary>Its open transaction.</summary>
    public SimulatedTransaction? Transaction { get; set; }

    public SimulatedProcess Process => _process;

    public void Dispose() => Close(StoreException.Broken());

    public void Close(Exception why)
    {
        if (_closed is null)
        {
            _closed = why;
            _process.NoLongerWhenDead(_dispose);
            Transaction = null;
            _database.Forget(this, why);
        }
    }

    public Task<T> CallAsync<T>(Step step, Func<T> serve) => CallAsync<T>(step, (answer, _) => answer(serve()));

    public Task CallAsync(Step step, Action serve) => CallAsync<int>(step, (answer, _) =>
    {
        serve();
        answer(0);
    });

    /// <summary>Asks the server; it answers by one of two calls, at once or later.</summary>
    public Task<T> CallAsync<T>(Step step, Action<Action<T>, Action<Exception>> serve)
    {
        var told = new TaskCompletionSource<T>();
        var fault = _process.Alive ? _database.Faults.Strike(step, _process) : null;
        if (fault is { Kind: FaultKind.Kill, After: false })
        {
            _process.Kill();
        }
        else if (fault is { Kind: FaultKind.Break, After: false })
        {
            Close(StoreException.Broken());
        }
        else if (fault is { Kind: FaultKind.ForeignAppend })
        {
            _database.AppendForeign();
        }

        if (_process.Alive) // Who is dead waits for ever.
        {
            (LastHeard, Waiting) = (_process.Scheduler.Ticks, true);
            _process.Scheduler.After(Way(), null, () => Serve(told, fault, serve));
        }

        return told.Task;
    }

    void Serve<T>(TaskCompletionSource<T> told, Fault? fault, Action<Action<T>, Action<Exception>> serve)
    {
        if (_database.IsAway)
        {
            Close(StoreException.Broken());
        }

        if (_closed is not null)
        {
            Answer(() => told.TrySetException(_closed));
            return;
        }

        try
        {
            serve(Served, refusal => Answer(() => told.TrySetException(refusal)));
        }
        catch (Exception refusal)
        {
            Answer(() => told.TrySetException(refusal));
        }

        void Served(T result)
        {
            switch (fault)
            {
                case { Kind: FaultKind.Kill, After: true }:
                    _process.Kill();
                    break;
                case { Kind: FaultKind.Break, After: true }:
                    _database.DecidedAgain.AddRange(Transaction?.Committed == true ? Transaction.Repeated : []);
                    Close(StoreException.Broken());
                    Answer(() => told.TrySetException(StoreException.Broken()));
                    break;
                default:
                    Answer(() => told.TrySetResult(result));
                    break;
            }
        }
    }

    void Answer(Action answer)
    {
        (LastHeard, Waiting) = (_process.Scheduler.Ticks, false);
        _process.Scheduler.After(Way(), _process, answer);
    }

    TimeSpan Way() => _database.Dice.Upto(SlowestWay);
}
