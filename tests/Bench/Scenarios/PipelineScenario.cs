using System.Diagnostics;
using Ledger.Bench.Load;

namespace Ledger.Bench.Scenarios;

/// <summary>
/// Whole pipeline: signed HTTP → gateway → RabbitMQ → journal and evidence committed, beside the hand-written one.
/// Rounds of product and reference alternate, so that noise hits both.
/// </summary>
public static class PipelineScenario
{
    /// <summary>Name in the report.</summary>
    public const string Name = "pipeline";

    const int Connections = 32;

    /// <summary>Measures.</summary>
    public static async Task<IReadOnlyList<Measurement>> RunAsync(
        PipelineProcesses processes, int events, int rounds, IProgress<string> progress, CancellationToken ct)
    {
        await OneRoundAsync(processes.Product, events / 4, ct);
        await OneRoundAsync(processes.Reference, events / 4, ct);
        var product = new List<double>();
        var reference = new List<double>();
        for (var round = 1; round <= rounds; round++)
        {
            product.Add(await OneRoundAsync(processes.Product, events, ct));
            reference.Add(await OneRoundAsync(processes.Reference, events, ct));
            progress.Report(
                $"{Name} {round}/{rounds}: product {product[^1]:N0}/s, reference {reference[^1]:N0}/s");
        }

        return
        [
            Measurement.Beside(
                Name, "webhooks/s", product, reference, atLeastRatio: 0, " (reported), ≥ 1,500/s",
                value => value >= 1_500),
        ];
    }

    /// <summary>Sends and waits until all is committed; webhooks per second from the first byte to the last commit.</summary>
    public static async Task<double> OneRoundAsync(Pipeline pipeline, int events, CancellationToken ct)
    {
        var requests = Requests(pipeline, events);
        var before = await pipeline.CommittedAsync(ct);
        var clock = Stopwatch.StartNew();
        var sent = await LoadRun.FullSpeedAsync(pipeline.Target, requests, Connections, ct);
        if (sent.Failed > 0)
        {
            throw new InvalidOperationException($"{sent.Failed} of {events} webhooks were not acknowledged.");
        }

        await pipeline.WaitForAsync(before, events, ct);
        return events / clock.Elapsed.TotalSeconds;
    }

    /// <summary>Signed requests of payments that no run has sent before.</summary>
    public static List<byte[]> Requests(Pipeline pipeline, int events)
    {
        var now = TimeProvider.System.GetUtcNow();
        // Letters only: a long run of digits may pass for a card number, which the gateway refuses in an id.
        var run = new string([.. now.UtcTicks.ToString().Select(digit => (char)('a' + (digit - '0')))]);
        return [.. Enumerable.Range(0, events).Select(n => SignedRequest.Build(
            pipeline.Target, pipeline.Secret, now, CapturePayload.Build(run, n, now)))];
    }
}
