using Ledger.ErpExport.Runs;
using Ledger.ErpExport.Storage;
using Ledger.ErpExport.Targets;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Ledger.Storage.Tests.ErpExport.Operating;

/// <summary>When a run is cut is a matter of time, and of nothing else than the target's <c>cutSeconds</c>.</summary>
public sealed class When_runs_are_cut
{
    static CancellationToken Ct => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(ExportMode.Detail, 60, 59, false)]
    [InlineData(ExportMode.Detail, 60, 60, true)]
    [InlineData(ExportMode.Detail, 0, 0, true)]
    [InlineData(ExportMode.Summary, 60, 59, false)]
    [InlineData(ExportMode.Summary, 60, 60, true)]
    [InlineData(ExportMode.Summary, 0, 0, true)]
    public async Task Entries_wait_as_long_as_the_target_says(ExportMode mode, int cutSeconds, int waited, bool cut)
    {
        await using var day = await ExportedDay.OpenAsync();
        var first = (await day.Reads.EntriesAfterAsync(0, 1, Ct))[0].RecordedAt;
        var target = day.Target with { Mode = mode, CutEvery = TimeSpan.FromSeconds(cutSeconds) };

        Assert.Equal(cut, await Planner(day, target, first.AddSeconds(waited)).CutAsync(Ct));
        Assert.Equal(cut, (await day.AllAsync()).Count > 0);
    }

    [Fact]
    public async Task Detail_is_cut_at_once_where_nothing_else_is_said_and_summary_waits_a_quarter_of_an_hour()
    {
        await using var day = await ExportedDay.OpenAsync();
        var first = (await day.Reads.EntriesAfterAsync(0, 1, Ct))[0].RecordedAt;

        Assert.False(await Planner(day, day.Target, first.AddMinutes(14)).CutAsync(Ct));
        Assert.True(await Planner(day, day.Target with { Mode = ExportMode.Detail }, first).CutAsync(Ct));
    }

    static TargetPlanner Planner(ExportedDay day, ErpTarget target, DateTimeOffset now) => new(
        target, day.Erp.Capabilities, ExportedDay.Mapping(), day.Reads, day.Writer, new ErpTroubles(day.Source, ExportedDay.Schema, target.Name),
        new Standstill(now), NullLogger.Instance);

    sealed class Standstill(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;
    }
}
