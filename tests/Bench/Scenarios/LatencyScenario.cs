using Ledger.Bench.Cpu;
using Ledger.Bench.Load;
using Ledger.Bench.Reporting;

namespace Ledger.Bench.Scenarios;

/// <summary>
/// Receipt to commit at a steady rate: from the gateway's receipt of the webhook to the moment PostgreSQL committed
/// its journal entry (<c>pg_xact_commit_timestamp</c>), so nobody's clock but this machine's is involved.
/// </summary>
public sealed class LatencyScenario : IScenario
{
    const double RatePerSecond = 1_500; // Half of what the pipeline is to reach.
    const int Seconds = 10;

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
            var latencies = await OneRoundAsync(pipeline, events, RatePerSecond, cpu, ct);
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

    /// <summary>Sends at a rate; from receipt to commit of each webhook in milliseconds, lowest first.</summary>
    public static async Task<List<double>> OneRoundAsync(
        Pipeline pipeline, int events, double ratePerSecond, CpuMeter? cpu, CancellationToken ct)
    {
        var requests = PipelineScenario.Requests(pipeline, events);
        var before = await pipeline.CommittedAsync(ct);
        var since = TimeProvider.System.GetUtcNow();
        using (cpu?.Measure(events))
        {
            var sent = await LoadRun.AtRateAsync(pipeline.Target, requests, 16, ratePerSecond, ct);
            if (sent.Failed > 0)
            {
                throw new InvalidOperationException($"{sent.Failed} of {events} webhooks were not acknowledged.");
            }

            await pipeline.WaitForAsync(before, events, ct);
        }

        return await ReadAsync(pipeline, since, ct);
    }

    static async Task<List<double>> ReadAsync(Pipeline pipeline, DateTimeOffset since, CancellationToken ct)
    {
        await using var command = pipeline.Database.CreateCommand("""
            select extract(epoch from pg_xact_commit_timestamp(xmin) - (data->>'ReceivedAt')::timestamptz)::float8 * 1000
            from journal.mt_events
            where type = 'journal_entry_posted' and timestamp >= $1
            order by 1
            """);
        command.Parameters.AddWithValue(since.ToUniversalTime());
        await using var reader = await command.ExecuteReaderAsync(ct);
        var latencies = new List<double>();
        while (await reader.ReadAsync(ct))
        {
            latencies.Add(reader.GetDouble(0));
        }

        return latencies;
    }
}
