using System.Diagnostics;
using System.Text.Json;
using Ledger.Bench.Reporting;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Runs;
using Ledger.ErpExport.Storage;
using Ledger.ErpExport.Targets;
using Ledger.MessageBus.Messages;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Ledger.Bench.Erp;

/// <summary>
/// Entries become documents: read, mapped, summed, linked, hashed and committed, run by run, in summary mode; beside reading the same
/// entries and nothing else.
/// </summary>
public sealed class ErpDocumentsScenario : IScenario
{
    const int Usual = 100_000;

    /// <inheritdoc/>
    public string Name => "erp-documents";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run, CancellationToken ct)
    {
        await run.StopPipelineAsync();
        await using var source = await run.NewDatabaseAsync("bench_erp", ct);
        await using var writer = await ErpLoad.OpenAsync(source, ct);
        var target = ErpLoad.Target("outside", ExportMode.Summary);
        var reads = new ErpReads(source, ErpLoad.Schema);
        var planner = new TargetPlanner(
            target, AllErpAdapters.ByKind["outside"].Capabilities(target.Settings), ErpLoad.Mapping, reads, writer,
            new ErpTroubles(source, ErpLoad.Schema, target.Name), TimeProvider.System, NullLogger.Instance);
        var (built, read, cpu) = (new List<double>(), new List<double>(), run.DatabaseCpu());
        var events = run.Options.EventsOr(Usual);
        for (var round = 0; round <= run.Options.Rounds; round++)
        {
            var from = round * (long)events;
            await ErpLoad.TakeAsync(writer, from + 1, events, ct);
            var began = Stopwatch.GetTimestamp();
            using (round == 0 ? null : cpu.Measure(events))
            {
                while (await planner.CutAsync(ct))
                {
                }
            }

            var building = Stopwatch.GetElapsedTime(began);
            var reading = await ReadAsync(source, from, events, ct);
            if (round > 0)
            {
                built.Add(events / building.TotalSeconds);
                read.Add(events / reading.TotalSeconds);
                run.Progress.Report($"{Name} {round}/{run.Options.Rounds}: {built[^1]:N0} entries/s, only read {read[^1]:N0}/s");
            }
        }

        return
        [
            Measurement.Beside(Name, "entries/s", built, read, atLeastRatio: 0, atLeast: 20_000) with
            {
                CpuMicroseconds = cpu.MicrosecondsPerEvent,
            },
        ];
    }

    static async Task<TimeSpan> ReadAsync(NpgsqlDataSource source, long after, int expected, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        await using var command = source.CreateCommand(
            $"select body from {ErpLoad.Schema}.entry where position > {after} order by position");
        await using var reader = await command.ExecuteReaderAsync(ct);
        var count = 0;
        while (await reader.ReadAsync(ct))
        {
            var entry = JsonSerializer.Deserialize(reader.GetFieldValue<byte[]>(0), MessageJson.Default.JournalEntryMessage)!;
            count += entry.Lines.Count > 0 ? 1 : 0;
        }

        return count == expected
            ? Stopwatch.GetElapsedTime(began)
            : throw new InvalidOperationException($"{count} of {expected} entries were read.");
    }
}
