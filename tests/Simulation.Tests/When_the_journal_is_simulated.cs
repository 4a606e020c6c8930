using System.Collections.Concurrent;
using Xunit;

namespace Ledger.Simulation.Tests;

public sealed class When_the_journal_is_simulated
{
    const int Steps = 40;

    [Fact]
    public void Two_hundred_seeds_leave_nothing_to_find()
    {
        var found = new ConcurrentQueue<string>();
        var faults = 0;
        Parallel.For(1, 201, seed =>
        {
            var run = SimulatedRun.Of(Plan.Of(seed, Steps));
            Interlocked.Add(ref faults, run.Faults);
            foreach (var violation in run.Violations)
            {
                found.Enqueue($"./ledger simulate --seed {seed} --steps {Steps}: {violation.Check}: {violation.Detail}");
            }
        });
        Assert.Empty(found);
        Assert.True(faults > 1_000, $"Only {faults} faults struck: the world is too kind.");
    }

    [Fact]
    public void One_seed_gives_one_run_byte_for_byte()
    {
        var (first, second, other) = (new StringWriter(), new StringWriter(), new StringWriter());
        var run = SimulatedRun.Of(Plan.Of(7, 100), first);
        var again = SimulatedRun.Of(Plan.Of(7, 100), second);
        SimulatedRun.Of(Plan.Of(8, 100), other);
        Assert.Equal(first.ToString(), second.ToString());
        Assert.Equal(run.TraceHash, again.TraceHash);
        Assert.NotEqual(first.ToString(), other.ToString());
        Assert.True(first.ToString().Length > 50_000);
    }

    [Fact]
    public void All_that_can_go_wrong_goes_wrong_somewhere()
    {
        var trace = new StringWriter();
        for (var seed = 1; seed <= 40; seed++)
        {
            SimulatedRun.Of(Plan.Of(seed, 100), trace);
        }

        var told = trace.ToString();
        foreach (var sign in new[]
        {
            "Kill at Commit, before", "Kill at Commit, behind", "Break at Commit, before", "Break at Commit, behind", "Kill at WriteEvents",
            "Break at Acknowledge", "Break at Look", "has decided ahead", "Break at Publish", "Pause at Commit", "Away for", "throws out", "another program appends",
            "payment_event_held", "exception_raised", "Skipped", "Dead", "could not sweep", "inventory commit", "stock_moved", "stock_event_held",
            "stock_exception_raised", "OutOfStock", "refused BelowPromised", "refused NotShipped", "refused UnderReview", "refused SamePerson",
        })
        {
            Assert.Contains(sign, told, StringComparison.Ordinal);
        }
    }
}
