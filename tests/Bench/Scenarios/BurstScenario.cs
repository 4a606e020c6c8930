using Ledger.Bench.Cpu;
using Ledger.Bench.Load;
using Ledger.Bench.Reporting;

namespace Ledger.Bench.Scenarios;

/// <summary>
/// A burst as fast as sixty-four clients can send, between two looks at a low rate of probes: no webhook may be refused, what
/// has piled up must be drained at full speed, and the latency must be back to normal soon.
/// </summary>
public sealed class BurstScenario : IScenario
{
    const int Clients = 64;
    const double ProbesPerSecond = 50;
    const int ProbesBefore = 250;
    const int ProbesAfter = 500;
    const double NormalMsMax = 25; // What is to be reached under half of the load is normal in any case.
    const int BacklogMin = 1_000;
    static readonly TimeSpan Window = TimeSpan.FromSeconds(0.5);

    /// <inheritdoc/>
    public string Name => "burst";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run, CancellationToken ct)
    {
        var events = run.Options.EventsOr(50_000);
        var pipeline = (await run.PipelineAsync(ct)).Product;
        await PipelineScenario.OneRoundAsync(pipeline, events / 10, ct);
        var cpu = run.PipelineCpu(pipeline);
        var bursts = new List<Burst>();
        for (var round = 1; round <= run.Options.Rounds; round++)
        {
            var burst = await OneRoundAsync(pipeline, events, cpu, ct);
            bursts.Add(burst);
            run.Progress.Report(
                $"{Name} {round}/{run.Options.Rounds}: {burst.Failed} refused, {burst.Backlog:N0} left at the "
                + $"end, drained at {burst.DrainedPerSecond:N0}/s (full speed {burst.FullSpeedPerSecond:N0}/s), normal {burst.NormalAfter:0.0} s after its end");
        }

        return
        [
            Measurement.AtMost(Name, "refused", "webhooks", [bursts.Max(burst => (double)burst.Failed)], 0) with
            {
                Rounds = bursts.Count,
                Note = $"{events:N0} webhooks by {Clients} clients; normal is a median of the probes of half a second within twice "
                    + $"that of before, or {NormalMsMax} ms.",
            },
            Measurement.Beside(
                Name, "webhooks/s", [.. bursts.Select(burst => burst.DrainedPerSecond)],
                [.. bursts.Select(burst => burst.FullSpeedPerSecond)], atLeastRatio: 0.9) with
            {
                Name = "drained",
                Note = $"Full speed is the steady rate just before; when fewer than {BacklogMin:N0} are left at the end of the burst, the "
                    + "rate at which the clients sent.",
                CpuMicroseconds = cpu.MicrosecondsPerEvent,
            },
            Measurement.AtMost(Name, "normal again", "s", [.. bursts.Select(burst => burst.NormalAfter)], 5),
        ];
    }

    static async Task<Burst> OneRoundAsync(Pipeline pipeline, int events, CpuMeter cpu, CancellationToken ct)
    {
        var steady = await PipelineScenario.OneRoundAsync(pipeline, events / 5, ct);
        var (before, _) = await LatencyScenario.OneRoundAsync(pipeline, ProbesBefore, ProbesPerSecond, cpu: null, ct);
        var requests = PipelineScenario.Requests(pipeline, events);
        var probes = PipelineScenario.Requests(pipeline, ProbesAfter);
        var committed = await pipeline.CommittedAsync(ct);
        using var measured = cpu.Measure(events + ProbesAfter);
        var began = TimeProvider.System.GetTimestamp();
        var sent = await LoadRun.FullSpeedAsync(pipeline.Target, requests, Clients, ct);
        var (end, draining) = (TimeProvider.System.GetUtcNow(), TimeProvider.System.GetTimestamp());
        var (position, atEnd) = (await CommitLatency.PositionAsync(pipeline, ct), await pipeline.CommittedAsync(ct));
        var drained = pipeline.WaitForAsync(committed, events - sent.Failed, ct)
            .ContinueWith(done => done.IsCompletedSuccessfully ? TimeProvider.System.GetTimestamp() : 0, TaskScheduler.Default);
        (await LoadRun.AtRateAsync(pipeline.Target, probes, Clients, ProbesPerSecond, ct)).RequireNoFailure(ProbesAfter);
        await pipeline.WaitForAsync(committed, events - sent.Failed + ProbesAfter, ct);
        var after = (await CommitLatency.ReadAsync(pipeline, position, ct)).Where(probe => probe.ReceivedAt >= end);

        // What the slowest consumer still had to do is drained at the steady rate; when hardly anything was left, the
        // consumers kept up with the clients, and the rate to compare with is that at which these sent.
        var taken = events - sent.Failed;
        var backlog = taken - atEnd.Zip(committed).Min(pair => pair.First - pair.Second);
        var (rate, fullSpeed) = backlog >= BacklogMin
            ? (backlog / Seconds(draining, await drained), steady)
            : (taken / Seconds(began, await drained), taken / Seconds(began, draining));
        return new Burst(sent.Failed, backlog, rate, fullSpeed, NormalAfter(before, after, end));
    }

    static double Seconds(long from, long to) => TimeProvider.System.GetElapsedTime(from, to).TotalSeconds;

    // Seconds from the end of the burst to the end of the last half second whose median was not normal.
    static double NormalAfter(List<CommitLatency> before, IEnumerable<CommitLatency> after, DateTimeOffset end)
    {
        var normal = Math.Max(NormalMsMax, 2 * Median.Of(before.Select(probe => probe.Milliseconds)));
        return after.GroupBy(probe => (int)((probe.ReceivedAt - end) / Window))
            .Where(window => Median.Of(window.Select(probe => probe.Milliseconds)) > normal)
            .Select(window => (window.Key + 1) * Window.TotalSeconds)
            .DefaultIfEmpty(0).Max();
    }

    sealed record Burst(int Failed, long Backlog, double DrainedPerSecond, double FullSpeedPerSecond, double NormalAfter);
}
