using System.Diagnostics;

namespace Ledger.Simulation.Shrinking;

/// <summary>
/// Looks for the shortest plan that still breaks the same check: drops stories, then faults, then single messages, in
/// ever smaller groups, as long as there is time.
/// </summary>
/// <param name="check">The check that must stay broken.</param>
/// <param name="atMost">How long it may take.</param>
/// <param name="progress">Told the result.</param>
/// <param name="judge">Runs a plan.</param>
public sealed class Shrinker(string check, TimeSpan atMost, IProgress<string> progress, Func<Plan, SimulatedRun> judge)
{
    readonly long _began = Stopwatch.GetTimestamp();
    int _runs;

    /// <summary>The shortest plan found, with its run.</summary>
    public SimulatedRun Shrink(SimulatedRun failing)
    {
        var best = Drop(failing, plan => plan.Sendings.Select(sending => sending.Story).Distinct(), (plan, dropped) => plan with
        {
            Sendings = [.. plan.Sendings.Where(sending => !dropped.Contains(sending.Story))],
        });
        best = Drop(best, plan => plan.Faults.Select(fault => fault.Number), (plan, dropped) => plan with
        {
            Faults = [.. plan.Faults.Where(fault => !dropped.Contains(fault.Number))],
        });
        best = Drop(best, plan => plan.Sendings.Select(sending => sending.Key), (plan, dropped) => plan with
        {
            Sendings = [.. plan.Sendings.Where(sending => !dropped.Contains(sending.Key))],
        });
        progress.Report($"{best.Plan.Sendings.Count} messages and {best.Plan.Faults.Count} faults are left after {_runs} runs");
        return best;
    }

    /// <summary>What is left may need other delays to fail: a few are tried, more of them the shorter it is.</summary>
    SimulatedRun? Try(Plan plan)
    {
        var tries = Math.Clamp(200 / (plan.Sendings.Count + 1), 1, 20);
        for (var n = 0; n < tries && Stopwatch.GetElapsedTime(_began) < atMost; n++)
        {
            _runs++;
            var run = judge(plan with { Salt = plan.Salt + n });
            if (run.Violations.Any(violation => violation.Check == check))
            {
                return run;
            }
        }

        return null;
    }

    SimulatedRun Drop<T>(SimulatedRun best, Func<Plan, IEnumerable<T>> parts, Func<Plan, HashSet<T>, Plan> without)
    {
        for (var size = Math.Max(1, parts(best.Plan).Count() / 2); ; size = Math.Max(1, size / 2))
        {
            var dropped = false;
            foreach (var group in parts(best.Plan).Chunk(size).Reverse())
            {
                if (Stopwatch.GetElapsedTime(_began) > atMost)
                {
                    return best;
                }

                if (Try(without(best.Plan, [.. group])) is { } shorter)
                {
                    (best, dropped) = (shorter, true);
                }
            }

            if (size == 1 && !dropped)
            {
                return best;
            }
        }
    }
}
