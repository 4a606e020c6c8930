using Ledger.Bench.Load;
using Ledger.Bench.Reporting;
using Ledger.JournalPosting;

namespace Ledger.Bench.Scenarios;

/// <summary>
/// The posting engine beside the same logic with one transaction per event, at its best of 1, 8 and 32 connections, each
/// with a writer of its own.
/// </summary>
public sealed class PostingBesideOnePerTransaction : IScenario
{
    const int SinglesMax = 5_000;
    static readonly int[] Connections = [1, 8, 32];

    /// <inheritdoc/>
    public string Name => "posting-vs-one-per-transaction";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run, CancellationToken ct)
    {
        var events = run.Options.EventsOr(20_000);
        await using var source = await run.NewDatabaseAsync("bench_singles", ct);
        var engine = new PostingEngine(source, PostingRules.Load(new JournalPostingOptions()));
        var cpu = run.DatabaseCpu();
        var batched = new List<double>();
        var single = new List<double>();
        for (var round = 0; round <= run.Options.Rounds; round++)
        {
            var mix = EventMix.Build($"r{round}", events, TimeProvider.System.GetUtcNow());
            await engine.CreateSchemaAsync("engine", ct);
            var time = await engine.PostAsync("engine", mix, 1, PostingEngine.Batch, round == 0 ? null : cpu, ct);
            var best = await BestSingleAsync(engine, round, Math.Min(events, round == 0 ? 500 : SinglesMax), ct);
            if (round == 0)
            {
                continue; // Warm-up.
            }

            batched.Add(events / time.TotalSeconds);
            single.Add(best);
            run.Progress.Report(
                $"{Name} {round}/{run.Options.Rounds}: engine {batched[^1]:N0}/s, one per transaction {best:N0}/s");
        }

        return
        [
            Measurement.Beside(Name, "events/s", batched, single, atLeastRatio: 4) with
            {
                CpuMicroseconds = cpu.MicrosecondsPerEvent,
            },
        ];
    }

    static async Task<double> BestSingleAsync(PostingEngine engine, int round, int events, CancellationToken ct)
    {
        var best = 0.0;
        foreach (var connections in Connections)
        {
            var mix = EventMix.Build($"s{round}c{connections}", events, TimeProvider.System.GetUtcNow());
            await engine.CreateSchemaAsync("single", ct);
            var time = await engine.PostAsync("single", mix, connections, maxBatch: 1, cpu: null, ct);
            best = Math.Max(best, events / time.TotalSeconds);
        }

        return best;
    }
}
