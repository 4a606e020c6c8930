using Ledger.Faults.Injecting;
using Ledger.LocalStack;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Faults.Tests;

/// <summary>The fault run of <c>./ledger faults</c> with a seed of its own, as short as one round of all faults is.</summary>
public sealed class When_everything_breaks
{
    const int Minutes = 3;
    const int Seed = 1;

    [Fact]
    public async Task Everything_acknowledged_has_exactly_one_effect()
    {
        var checkout = new StackFolder(Path.Combine(Repository.Root, ".ledger"), Repository.Root);
        var said = new StringWriter();
        var run = new FaultRun(new FaultRunOptions(Minutes, Seed, Sabotage: [], Name: "test-faults"), checkout, new ProgressWriter(said));

        var report = await run.RunAsync(TestContext.Current.CancellationToken);

        Assert.True(report.Ok, string.Join(Environment.NewLine, [.. report.Violations, report.Replay, said.ToString()]));
        Assert.Equal(
            FaultPlan.Names.Order(StringComparer.Ordinal),
            report.Faults.Keys.Concat(report.Skipped.Keys).Order(StringComparer.Ordinal));
        foreach (var (fault, reason) in report.Skipped)
        {
            TestContext.Current.AddWarning($"'{fault}' did not happen: {reason}");
        }

        Assert.True(report.Events > 1_000, $"Only {report.Events} events came through.");
        Assert.All(report.Repeats.Keys, topic => Assert.StartsWith("ledger.", topic, StringComparison.Ordinal));
    }
}
