using Ledger.Bench.Load;
using Ledger.Bench.References;
using Npgsql;

namespace Ledger.Bench.Scenarios;

/// <summary>
/// The posting engine beside the bare insert of the same rows, and beside the same logic with one transaction per event at
/// its best of 1, 8 and 32 connections. The three alternate within each round.
/// </summary>
public static class PostingScenario
{
    /// <summary>Beside <c>insert … select unnest</c> of the same rows, one connection, no logic.</summary>
    public const string BesideArrayInsert = "posting-vs-array-insert";

    /// <summary>Beside the same logic, one transaction per event.</summary>
    public const string BesideOnePerTransaction = "posting-vs-one-per-transaction";

    const int Batch = 1_000;
    static readonly int[] Connections = [1, 8, 32];

    /// <summary>Measures.</summary>
    public static async Task<IReadOnlyList<Measurement>> RunAsync(
        PostingEngine engine, NpgsqlDataSource source, int events, int rounds, IProgress<string> progress,
        CancellationToken ct)
    {
        var batched = new List<double>();
        var inserted = new List<double>();
        var single = new List<double>();
        for (var round = 0; round <= rounds; round++)
        {
            var mix = EventMix.Build($"r{round}", events, TimeProvider.System.GetUtcNow());
            await engine.CreateSchemaAsync("engine", ct);
            var engineTime = await engine.PostAsync("engine", mix, 1, Batch, ct);
            await engine.CreateSchemaAsync("bare", ct);
            var bareTime = await new ArrayInsert(source, "engine", "bare").RunAsync((events + Batch - 1) / Batch, ct);
            var best = await BestSingleAsync(engine, round, Math.Min(events, 5_000), ct);
            if (round == 0)
            {
                continue; // Warm-up: compiled code, cached plans, files of the size they will have.
            }

            batched.Add(events / engineTime.TotalSeconds);
            inserted.Add(events / bareTime.TotalSeconds);
            single.Add(best);
            progress.Report(
                $"posting {round}/{rounds}: engine {batched[^1]:N0}/s, array insert {inserted[^1]:N0}/s, " +
                $"one per transaction {single[^1]:N0}/s");
        }

        return
        [
            Measurement.Beside(BesideArrayInsert, "events/s", batched, inserted, atLeastRatio: 0.4),
            Measurement.Beside(BesideOnePerTransaction, "events/s", batched, single, atLeastRatio: 2),
        ];
    }

    static async Task<double> BestSingleAsync(PostingEngine engine, int round, int events, CancellationToken ct)
    {
        var best = 0.0;
        foreach (var connections in Connections)
        {
            var mix = EventMix.Build($"s{round}c{connections}", events, TimeProvider.System.GetUtcNow());
            await engine.CreateSchemaAsync("single", ct);
            var time = await engine.PostAsync("single", mix, connections, maxBatch: 1, ct);
            best = Math.Max(best, events / time.TotalSeconds);
        }

        return best;
    }
}
