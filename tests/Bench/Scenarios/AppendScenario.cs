using System.Diagnostics;
using System.Text;
using Ledger.Bench.Cpu;
using Ledger.Bench.References;
using Ledger.Bench.Reporting;
using Ledger.EventStore;
using Npgsql;

namespace Ledger.Bench.Scenarios;

/// <summary>
/// The event store alone: 1,000 one-event streams per transaction through the group commit, beside <c>insert … select
/// unnest</c> of the same rows into the same two tables.
/// </summary>
public sealed class AppendScenario : IScenario
{
    /// <inheritdoc/>
    public string Name => "append";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run, CancellationToken ct)
    {
        var events = run.Options.EventsOr(50_000);
        await using var source = await run.NewDatabaseAsync("bench_append", ct);
        var (appendCpu, insertCpu) = (run.DatabaseCpu(), run.DatabaseCpu());
        var appended = new List<double>();
        var inserted = new List<double>();
        for (var round = 0; round <= run.Options.Rounds; round++)
        {
            var added = Events(round, events);
            await CreateSchemaAsync(source, "store", ct);
            var append = await AppendAsync(source, added, round == 0 ? null : appendCpu, ct);
            await CreateSchemaAsync(source, "bare", ct);
            var insert = await new ArrayInsert(source, "store", "bare", []).RunAsync(events, round == 0 ? null : insertCpu, ct);
            if (round == 0)
            {
                continue; // Warm-up.
            }

            appended.Add(events / append.TotalSeconds);
            inserted.Add(events / insert.TotalSeconds);
            run.Progress.Report(
                $"{Name} {round}/{run.Options.Rounds}: event store {appended[^1]:N0}/s, array insert {inserted[^1]:N0}/s");
        }

        return
        [
            Measurement.Beside(Name, "events/s", appended, inserted, atLeastRatio: 0.75) with
            {
                CpuMicroseconds = appendCpu.MicrosecondsPerEvent,
                ReferenceCpuMicroseconds = insertCpu.MicrosecondsPerEvent,
            },
        ];
    }

    static async Task CreateSchemaAsync(NpgsqlDataSource source, string schema, CancellationToken ct)
    {
        await using (var drop = source.CreateCommand($"drop schema if exists {schema} cascade"))
        {
            await drop.ExecuteNonQueryAsync(ct);
        }

        await SchemaMigrations.ApplyAsync(source, schema, EventStoreMigrations.Scripts, ct);
    }

    static async Task<TimeSpan> AppendAsync(
        NpgsqlDataSource source, IReadOnlyList<StreamAppend> added, CpuMeter? cpu, CancellationToken ct)
    {
        await using var commit = PlainAppend.Open(source, "store", PostingEngine.Batch);
        using var measured = cpu?.Measure(added.Count);
        var clock = Stopwatch.StartNew();
        foreach (var batch in added.Chunk(PostingEngine.Batch))
        {
            await Task.WhenAll(batch.Select(one => commit.CommitAsync(one, ct)));
        }

        return clock.Elapsed;
    }

    // Bodies of about the size of a posted entry's.
    static List<StreamAppend> Events(int round, int count)
    {
        var now = TimeProvider.System.GetUtcNow();
        return [.. Enumerable.Range(0, count).Select(n =>
        {
            var body = $$"""
                {"EntryId":"{{Guid.CreateVersion7(now)}}","Number":{{n}},"BookingDate":"2026-11-20","Confidence":"final",
                "Note":"{{new string('n', 700)}}","Lines":[{"Account":"1200","Side":0,"MinorUnits":{{1_000 + n}},"Currency":"EUR"},
                {"Account":"4000","Side":1,"MinorUnits":{{1_000 + n}},"Currency":"EUR"}]}
                """;
            return new StreamAppend($"bench/r{round}/{n}", new NewEvent(
                Guid.CreateVersion7(now), "bench_event", "Ledger.Bench.BenchEvent, Ledger.Bench", Encoding.UTF8.GetBytes(body), now));
        })];
    }
}
