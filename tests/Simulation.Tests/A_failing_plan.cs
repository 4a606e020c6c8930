using Ledger.Simulation.Audit;
using Ledger.Simulation.Shrinking;
using Xunit;

namespace Ledger.Simulation.Tests;

public sealed class A_failing_plan
{
    [Fact]
    public void Is_cut_down_to_what_it_takes()
    {
        var plan = Plan.Of(5, 60);
        var (one, other) = (plan.Sendings.First(sending => sending.Story == 7), plan.Sendings.Last(sending => sending.Story == 31));
        var shortest = new Shrinker("both-are-there", TimeSpan.FromMinutes(1), new Progress<string>(), Judge).Shrink(Judge(plan));
        Assert.Equal([one.Key, other.Key, "f3"], shortest.Plan.Keys());

        SimulatedRun Judge(Plan judged)
        {
            var broken = judged.Sendings.Contains(one) && judged.Sendings.Contains(other) && judged.Faults.Any(fault => fault.Number == 3);
            return new SimulatedRun(judged, "", 0, 0, 0, TimeSpan.Zero, broken ? [new Violation("both-are-there", "")] : []);
        }
    }

    [Fact]
    public void Is_run_again_by_the_line_that_is_printed()
    {
        var plan = Plan.Of(5, 60) with { Sendings = [.. Plan.Of(5, 60).Sendings.Skip(10).Take(20)], Faults = [.. Plan.Of(5, 60).Faults.Take(4)] };
        var line = History.Replay(plan);
        Assert.StartsWith("./ledger simulate --seed 5 --steps 60 --keep ", line, StringComparison.Ordinal);
        var again = Plan.Of(5, 60).Keeping(line[(line.LastIndexOf(' ') + 1)..]);
        Assert.Equal(plan.Keys(), again.Keys());
        Assert.Equal(SimulatedRun.Of(plan).TraceHash, SimulatedRun.Of(again).TraceHash);
        Assert.Equal(24, History.Of(again).Count);
    }

    [Fact]
    public void Says_what_it_does_not_know() =>
        Assert.Contains("99.0", Assert.Throws<FormatException>(() => Plan.Of(5, 60).Keeping("1.0,99.0")).Message, StringComparison.Ordinal);
}
