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
    const int Connections = 16;

    /// <inheritdoc/>
    public string Name => "latency";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run, CancellationToken ct)
    {
        var pipeline = (await run.PipelineAsync(ct)).Product;
        var cpu = run.PipelineCpu(pipeline);
        var events = run.Options.EventsOr((int)(RatePerSecond * Seconds));
        var p50 = new List<double>();
        var p99 = new List<double>();
        await OneRoundAsync(pipeline, BenchOptions.EventsMin, RatePerSecond, null, ct);
        for (var round = 1; round <= run.Options.Rounds; round++)
        {
            var measured = await OneRoundAsync(pipeline, events, RatePerSecond, cpu, ct);
            var latencies = measured.Select(latency => latency.Milliseconds).Order().ToList();
            p50.Add(latencies[latencies.Count / 2]);
            p99.Add(latencies[latencies.Count * 99 / 100]);
            run.Progress.Report(
                $"{Name} {round}/{run.Options.Rounds}: p50 {p50[^1]:0.0} ms, p99 {p99[^1]:0.0} ms at {RatePerSecond:N0}/s");
        }

        return
        [
            Measurement.AtMost(Name, "p50", "ms", p50, 25),
            Measurement.AtMost(Name, "p99", "ms", p99, 100) with { CpuMicroseconds = cpu.MicrosecondsPerEvent },
        ];
    }

    /// <summary>Sends at a rate and waits for the commits; how long each took, in order of receipt.</summary>
    public static async Task<List<CommitLatency>> OneRoundAsync(
        Pipeline pipeline, int events, double ratePerSecond, CpuMeter? cpu, CancellationToken ct)
    {
        var requests = PipelineScenario.Requests(pipeline, events);
        var before = await pipeline.CommittedAsync(ct);
        var position = await CommitLatency.PositionAsync(pipeline, ct);
        using (cpu?.Measure(events))
        {
            var sent = await LoadRun.AtRateAsync(pipeline.Target, requests, Connections, ratePerSecond, ct);
            sent.RequireNoFailure(events);
            await pipeline.WaitForAsync(before, events, ct);
        }

        var latencies = await CommitLatency.ReadAsync(pipeline, position, ct);
        return latencies.Count == events
            ? latencies
            : throw new InvalidOperationException($"{events:N0} webhooks were sent and {latencies.Count:N0} entries posted.");
    }
}
