namespace Ledger.Simulation.Kernel;

/// <summary>The faults that are armed: each strikes once, at the first step that fits.</summary>
sealed class FaultBox(Scheduler scheduler, RunTrace trace)
{
    readonly List<Fault> _armed = [];

    /// <summary>Faults that have struck.</summary>
    public int Struck { get; private set; }

    public void Arm(Fault fault) => _armed.Add(fault);

    /// <summary>From here on everything goes well.</summary>
    public void Disarm() => _armed.Clear();

    /// <summary>The fault that strikes at this step; null when none does. A pause begins at once.</summary>
    public Fault? Strike(Step step, SimulatedProcess process)
    {
        var fault = _armed.Find(armed => armed.Step == step && armed.Kind is not FaultKind.Away);
        if (fault is null)
        {
            return null;
        }

        _armed.Remove(fault);
        Tell(fault, process.Name);
        if (fault.Kind == FaultKind.Pause)
        {
            process.Pause();
            scheduler.After(fault.For, null, process.Resume);
        }

        return fault;
    }

    public void Tell(Fault fault, string where)
    {
        Struck++;
        trace.Add(scheduler.Now, where, $"fault {fault.Key}: {fault}");
    }
}
