using Ledger.Bench.Load;
using Ledger.Bench.References;
using Ledger.Bench.Reporting;
using Ledger.JournalPosting;

namespace Ledger.Bench.Scenarios;

/// <summary>The posting engine beside <c>insert … select unnest</c> of the same rows, one connection, no logic.</summary>
public sealed class PostingBesideArrayInsert : IScenario
{
    /// <inheritdoc/>
    public string Name => "posting-vs-array-insert";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run, CancellationToken ct)
    {
        var events = run.Options.EventsOr(100_000);
        await using var source = await run.NewDatabaseAsync("bench_posting", ct);
        var engine = new PostingEngine(source, PostingRules.Load(new JournalPostingOptions()));
        var (engineCpu, insertCpu) = (run.DatabaseCpu(), run.DatabaseCpu());
        var posted = new List<double>();
        var inserted = new List<double>();
        for (var round = 0; round <= run.Options.Rounds; round++)
        {
            var warmUp = round == 0; // Compiled code, cached plans, files of the size they will have.
            var count = warmUp ? Math.Min(events, 10_000) : events;
            var mix = EventMix.Build($"r{round}", count, TimeProvider.System.GetUtcNow());
            await engine.CreateSchemaAsync("engine", ct);
            var posting = await engine.PostAsync("engine", mix, 1, PostingEngine.Batch, warmUp ? null : engineCpu, ct);
            await engine.CreateSchemaAsync("bare", ct);
            var inserting = await new ArrayInsert(source, "engine", "bare", ArrayInsert.Journal)
                .RunAsync(count, warmUp ? null : insertCpu, ct);
            if (warmUp)
            {
                continue;
            }

            posted.Add(count / posting.TotalSeconds);
            inserted.Add(count / inserting.TotalSeconds);
            run.Progress.Report(
                $"{Name} {round}/{run.Options.Rounds}: engine {posted[^1]:N0}/s, array insert {inserted[^1]:N0}/s");
        }

        return
        [
            Measurement.Beside(Name, "events/s", posted, inserted, atLeastRatio: 0.4) with
            {
                CpuMicroseconds = engineCpu.MicrosecondsPerEvent,
                ReferenceCpuMicroseconds = insertCpu.MicrosecondsPerEvent,
            },
        ];
    }
}
