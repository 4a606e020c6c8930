using Ledger.Simulation.Kernel;

namespace Ledger.Simulation.Storage;

/// <summary>
/// The lock on the chain's end: one session has it, the others wait in line. A holder that asks nothing for 20 s is
/// thrown out, as the product asks the server to.
/// </summary>
sealed class HeadLock(Scheduler scheduler, RunTrace trace)
{
    static readonly TimeSpan IdleMax = TimeSpan.FromSeconds(20);

    readonly LinkedList<(Session Session, Action Granted, Action<Exception> Refused)> _line = new();
    Session? _holder;

    public void Take(Session session, Action granted, Action<Exception> refused)
    {
        if (_holder == session)
        {
            granted(); // It asks once more in the same transaction.
            return;
        }

        _line.AddLast((session, granted, refused));
        Next();
    }

    /// <summary>A session is gone.</summary>
    public void Leave(Session session, Exception why)
    {
        foreach (var waiting in _line.Where(waiting => waiting.Session == session).ToList())
        {
            _line.Remove(waiting);
            waiting.Refused(why);
        }

        Release(session);
    }

    public void Release(Session session)
    {
        if (_holder == session)
        {
            _holder = null;
            Next();
        }
    }

    void Next()
    {
        if (_holder is null && _line.First is { } first)
        {
            _line.RemoveFirst();
            _holder = first.Value.Session;
            Watch(_holder, IdleMax);
            first.Value.Granted();
        }
    }

    void Watch(Session session, TimeSpan after) => scheduler.After(after, null, () =>
    {
        if (_holder != session || session.Closed)
        {
            return;
        }

        var idle = TimeSpan.FromTicks(scheduler.Ticks - session.LastHeard);
        if (idle >= IdleMax && !session.Waiting)
        {
            trace.Add(scheduler.Now, "database", $"throws out {session.Process.Name}, which holds the lock and hangs");
            session.Close(StoreException.Idle());
        }
        else
        {
            Watch(session, idle < IdleMax ? IdleMax - idle + TimeSpan.FromTicks(1) : IdleMax);
        }
    });
}
