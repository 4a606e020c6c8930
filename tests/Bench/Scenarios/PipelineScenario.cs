using System.Diagnostics;
using Ledger.Bench.Cpu;
using Ledger.Bench.Load;
using Ledger.Bench.Reporting;

namespace Ledger.Bench.Scenarios;

/// <summary>
/// Whole pipeline: signed HTTP → gateway → RabbitMQ → journal and evidence committed, beside the hand-written one.
/// Rounds of product and reference alternate, so that noise hits both.
/// </summary>
public sealed class PipelineScenario : IScenario
{
    const int Connections = 32;

    /// <inheritdoc/>
    public string Name => "pipeline";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run, CancellationToken ct)
    {
        var events = run.Options.EventsOr(20_000);
        var processes = await run.PipelineAsync(ct);
        var (productCpu, referenceCpu) = (run.PipelineCpu(processes.Product), run.PipelineCpu(processes.Reference));
        // Whole rounds that do not count: until the runtime has compiled what runs often for good.
        await OneRoundAsync(processes.Product, 2 * events, ct);
        await OneRoundAsync(processes.Reference, 2 * events, ct);
        var product = new List<double>();
        var reference = new List<double>();
        for (var round = 1; round <= run.Options.Rounds; round++)
        {
            product.Add(await OneRoundAsync(processes.Product, events, ct, productCpu));
            reference.Add(await OneRoundAsync(processes.Reference, events, ct, referenceCpu));
            run.Progress.Report(
                $"{Name} {round}/{run.Options.Rounds}: product {product[^1]:N0}/s, reference {reference[^1]:N0}/s");
        }

        return
        [
            Measurement.Beside(Name, "webhooks/s", product, reference, atLeastRatio: 0.5, atLeast: 3_000) with
            {
                CpuMicroseconds = productCpu.MicrosecondsPerEvent,
                ReferenceCpuMicroseconds = referenceCpu.MicrosecondsPerEvent,
            },
        ];
    }

    /// <summary>Sends and waits until all is committed; webhooks per second from the first byte to the last commit.</summary>
    public static async Task<double> OneRoundAsync(
        Pipeline pipeline, int events, CancellationToken ct, CpuMeter? cpu = null, Func<int, string>? sku = null)
    {
        var requests = Requests(pipeline, events, sku);
        var before = await pipeline.CommittedAsync(ct);
        double seconds;
        using (cpu?.Measure(events))
        {
            var clock = Stopwatch.StartNew();
            var sent = await LoadRun.FullSpeedAsync(pipeline.Target, requests, Connections, ct);
            sent.RequireNoFailure(events);
            await pipeline.WaitForAsync(before, events, ct);
            seconds = clock.Elapsed.TotalSeconds;
        }

        var after = await pipeline.CommittedAsync(ct);
        return after.Zip(before).All(pair => pair.First - pair.Second == events)
            ? events / seconds
            : throw new InvalidOperationException(
                $"{events:N0} webhooks led from {string.Join(" and ", before)} to {string.Join(" and ", after)} stored.");
    }

    /// <summary>Signed requests of payments that no run has sent before.</summary>
    public static List<byte[]> Requests(Pipeline pipeline, int events, Func<int, string>? sku = null)
    {
        var now = TimeProvider.System.GetUtcNow();
        // Letters only: a long run of digits may pass for a card number, which the gateway refuses in an id.
        var run = new string([.. now.UtcTicks.ToString().Select(digit => (char)('a' + (digit - '0')))]);
        return [.. Enumerable.Range(0, events).Select(n => SignedRequest.Build(
            pipeline.Target, pipeline.Secret, now, CapturePayload.Build(run, n, now, sku?.Invoke(n))))];
    }
}
