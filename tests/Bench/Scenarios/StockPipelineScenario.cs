using Ledger.Bench.Load;
using Ledger.Bench.Reporting;

namespace Ledger.Bench.Scenarios;

/// <summary>
/// The whole pipeline with the inventory on, beside itself without: each webhook captures one unit of one of a thousand SKUs,
/// and a round is over when its movement is committed too. Same worker, same payloads; each goes first in every other round.
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
        // Whole rounds that do not count, as for the pipeline.
        await OneRoundAsync(with, 2 * events, cpu: null, ct);
        await OneRoundAsync(without, 2 * events, cpu: null, ct);
        for (var round = 1; round <= run.Options.Rounds; round++)
        {
            foreach (var stocked in round % 2 == 0 ? (bool[])[true, false] : [false, true])
            {
                var (pipeline, cpu, rates) = stocked ? (with, withCpu, on) : (without, withoutCpu, off);
                rates.Add(await OneRoundAsync(pipeline, events, cpu, ct));
            }

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
