using Ledger.Bench.Cpu;
using Ledger.Bench.Load;
using Ledger.Bench.Reporting;

namespace Ledger.Bench.Scenarios;

/// <summary>
/// Receipt to commit at half of the load that the pipeline is to carry.
/// </summary>
public sealed class LatencyScenario : IScenario
{
    const double RatePerSecond = 1_500; // Half of what the pipeline is to reach.
    const int Seconds = 10;
    const int Connections = 64; // Enough to hold the rate while a webhook takes 40 ms.

    /// <inheritdoc/>
    public string Name => "latency";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run, CancellationToken ct)
    {
        var pipeline = (await run.PipelineAsync(ct)).Product;
        var cpu = run.PipelineCpu(pipeline);
        var events = run.Options.EventsOr((int)(RatePerSecond * Seconds));
        var (p50, p99, held) = (new List<double>(), new List<double>(), new List<double>());
        await OneRoundAsync(pipeline, BenchOptions.EventsMin, RatePerSecond, null, ct);
        for (var round = 1; round <= run.Options.Rounds; round++)
        {
            var (measured, perSecond) = await OneRoundAsync(pipeline, events, RatePerSecond, cpu, ct);
            held.Add(perSecond);
            var latencies = measured.Select(latency => latency.Milliseconds).Order().ToList();
            p50.Add(latencies[latencies.Count / 2]);
            p99.Add(latencies[latencies.Count * 99 / 100]);
            run.Progress.Report(
                $"{Name} {round}/{run.Options.Rounds}: p50 {p50[^1]:0.0} ms, p99 {p99[^1]:0.0} ms at {held[^1]:N0}/s");
        }

        return
        [
            Measurement.LatencyAt(RatePerSecond, held, Name, "p50", p50, 25),
            Measurement.LatencyAt(RatePerSecond, held, Name, "p99", p99, 100) with { CpuMicroseconds = cpu.MicrosecondsPerEvent },
        ];
    }

    /// <summary>Sends at a rate and waits for the commits; how long each took, in order of receipt, and the rate that was held.</summary>
    public static async Task<(List<CommitLatency> Latencies, double PerSecond)> OneRoundAsync(
        Pipeline pipeline, int events, double ratePerSecond, CpuMeter? cpu, CancellationToken ct)
    {
        var requests = PipelineScenario.Requests(pipeline, events);
        var before = await pipeline.CommittedAsync(ct);
        var position = await CommitLatency.PositionAsync(pipeline, ct);
        double perSecond;
        using (cpu?.Measure(events))
        {
            var sent = await LoadRun.AtRateAsync(pipeline.Target, requests, Connections, ratePerSecond, ct);
            sent.RequireNoFailure(events);
            perSecond = sent.PerSecond;
            await pipeline.WaitForAsync(before, events, ct);
        }

        var latencies = await CommitLatency.ReadAsync(pipeline, position, ct);
        return latencies.Count == events
            ? (latencies, perSecond)
            : throw new InvalidOperationException($"{events:N0} webhooks were sent and {latencies.Count:N0} entries posted.");
    }
}
