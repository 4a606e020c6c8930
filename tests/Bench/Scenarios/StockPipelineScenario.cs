using Ledger.Bench.Load;
using Ledger.Bench.Reporting;

namespace Ledger.Bench.Scenarios;

/// <summary>
/// The whole pipeline with the inventory on, beside itself without: each webhook captures one unit of one of a thousand SKUs,
/// and a round is over when its movement is committed too. Same worker, same payloads; rounds alternate.
/// </summary>
public sealed class StockPipelineScenario : IScenario
{
    const int Skus = 1_000;

    /// <inheritdoc/>
    public string Name => "pipeline-with-inventory";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run, CancellationToken ct)
    {
        var events = run.Options.EventsOr(20_000);
        var processes = await run.PipelineAsync(ct);
        var (with, without) = (processes.WithStock, processes.Product);
        await using (var inventory = StockLoad.Open(without.Database, "inventory", maxBatch: 500))
        {
            await StockLoad.ReceiveAsync(inventory, Skus, units: 10_000_000, ct);
        }

        var (withCpu, withoutCpu) = (run.PipelineCpu(with), run.PipelineCpu(without));
        var (on, off) = (new List<double>(), new List<double>());
        for (var round = 0; round <= run.Options.Rounds; round++)
        {
            var warmUp = round == 0;
            var withStock = await OneRoundAsync(with, warmUp ? 2 * events : events, warmUp ? null : withCpu, ct);
            var withoutStock = await OneRoundAsync(without, events, warmUp ? null : withoutCpu, ct);
            if (warmUp)
            {
                continue;
            }

            on.Add(withStock);
            off.Add(withoutStock);
            run.Progress.Report($"{Name} {round}/{run.Options.Rounds}: with {on[^1]:N0}/s, without {off[^1]:N0}/s");
        }

        return
        [
            Measurement.Beside(Name, "webhooks/s", on, off, atLeastRatio: 0.85) with
            {
                CpuMicroseconds = withCpu.MicrosecondsPerEvent,
                ReferenceCpuMicroseconds = withoutCpu.MicrosecondsPerEvent,
            },
        ];
    }

    static Task<double> OneRoundAsync(Pipeline pipeline, int events, Cpu.CpuMeter? cpu, CancellationToken ct) =>
        PipelineScenario.OneRoundAsync(pipeline, events, ct, cpu, n => StockLoad.Sku(n % Skus));
}
