namespace Ledger.Simulation.Kernel;

/// <summary>A fault of the plan: it strikes at the first fitting step in its phase.</summary>
/// <param name="Number">Its number in the plan.</param>
/// <param name="Phase">Phase in which it is armed.</param>
/// <param name="Offset">When, within the phase.</param>
/// <param name="Kind">What goes wrong.</param>
/// <param name="Step">Where.</param>
/// <param name="After">True when the step has its effect and only the answer is lost.</param>
/// <param name="For">How long it lasts, where it lasts.</param>
public sealed record Fault(int Number, int Phase, TimeSpan Offset, FaultKind Kind, Step Step, bool After, TimeSpan For)
{
    /// <summary>Its name in a plan.</summary>
    public string Key => $"f{Number}";

    /// <inheritdoc/>
    public override string ToString() => Kind switch
    {
        FaultKind.Kill or FaultKind.Break => $"{Kind} at {Step}, {(After ? "behind" : "before")} its effect",
        FaultKind.Pause => $"{Kind} at {Step} for {For.TotalSeconds:0.0} s",
        FaultKind.Away => $"Away for {For.TotalSeconds:0.0} s",
        _ => $"{Kind}",
    };
}

/// <summary>What goes wrong.</summary>
public enum FaultKind
{
    /// <summary>The process is killed at the step.</summary>
    Kill,

    /// <summary>The connection breaks at the step.</summary>
    Break,

    /// <summary>The process is stopped for a while at the step, and goes on.</summary>
    Pause,

    /// <summary>The database, or the broker, is away for a while.</summary>
    Away,

    /// <summary>Another program appends to a stream without taking the lock.</summary>
    ForeignAppend,
}
