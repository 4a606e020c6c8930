using Ledger.Bench.Load;

namespace Ledger.Bench.Scenarios;

/// <summary>
/// Receipt to commit at a steady rate: from the gateway's receipt of the webhook to the moment PostgreSQL committed
/// its journal entry (<c>pg_xact_commit_timestamp</c>), so nobody's clock but this machine's is involved.
/// </summary>
public static class LatencyScenario
{
    /// <summary>Name in the report.</summary>
    public const string Name = "latency";

    const double RatePerSecond = 500;
    const int Seconds = 10;

    /// <summary>Measures p50 and p99 in milliseconds.</summary>
    public static async Task<IReadOnlyList<Measurement>> RunAsync(
        PipelineProcesses processes, int rounds, IProgress<string> progress, CancellationToken ct)
    {
        var p50 = new List<double>();
        var p99 = new List<double>();
        for (var round = 1; round <= rounds; round++)
        {
            var since = TimeProvider.System.GetUtcNow();
            var pipeline = processes.Product;
            var requests = PipelineScenario.Requests(pipeline, (int)(RatePerSecond * Seconds));
            var before = await pipeline.CommittedAsync(ct);
            var sent = await LoadRun.AtRateAsync(pipeline.Target, requests, 16, RatePerSecond, ct);
            if (sent.Failed > 0)
            {
                throw new InvalidOperationException($"{sent.Failed} of {requests.Count} webhooks were not acknowledged.");
            }

            await pipeline.WaitForAsync(before, requests.Count, ct);
            var latencies = await ReadAsync(pipeline, since, ct);
            p50.Add(latencies[latencies.Count / 2]);
            p99.Add(latencies[latencies.Count * 99 / 100]);
            progress.Report($"{Name} {round}/{rounds}: p50 {p50[^1]:0.0} ms, p99 {p99[^1]:0.0} ms at {RatePerSecond}/s");
        }

        return
        [
            Measurement.AtMost($"{Name}-p50", "ms", p50, 100),
            Measurement.AtMost($"{Name}-p99", "ms", p99, 250),
        ];
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
