using System.Diagnostics;
using Ledger.Simulation.Audit;
using Ledger.Simulation.Kernel;

namespace Ledger.Simulation;

/// <summary>A run of a plan and what the auditor says about it.</summary>
/// <param name="Plan">The plan.</param>
/// <param name="TraceHash">SHA-256 of the trace: the same whenever the plan is the same.</param>
/// <param name="Commits">Commits that stand.</param>
/// <param name="Events">Events that were appended.</param>
/// <param name="Faults">Faults that struck.</param>
/// <param name="Elapsed">Real time of it, the audit included.</param>
/// <param name="Violations">What must not be.</param>
public sealed record SimulatedRun(
    Plan Plan, string TraceHash, int Commits, int Events, int Faults, TimeSpan Elapsed, IReadOnlyList<Violation> Violations)
{
    /// <summary>Runs a plan.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="output">Where the trace goes; null when nobody reads it.</param>
    public static SimulatedRun Of(Plan plan, TextWriter? output = null)
    {
        var began = Stopwatch.GetTimestamp();
        using var trace = new RunTrace(output);
        var world = new World(plan, trace);
        IReadOnlyList<Violation> found;
        try
        {
            world.Run();
            found = Auditor.Audit(plan, world);
        }
        catch (Exception failure) when (failure is RunawayException or FellOverException)
        {
            found = [new Violation("the-product-runs", failure.InnerException is { } inner ? $"{failure.Message} {inner}" : failure.Message)];
        }

        return new SimulatedRun(
            plan, trace.Hash(), world.Database.Commits, world.Journal.Events.Count, world.FaultsStruck,
            Stopwatch.GetElapsedTime(began), found);
    }
}
