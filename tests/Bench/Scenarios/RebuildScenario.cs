using System.Diagnostics;
using Ledger.Bench.Cpu;
using Ledger.Bench.Reporting;
using Ledger.Bench.Stored;
using Ledger.EventStore;
using Ledger.JournalPosting.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ledger.Bench.Scenarios;

/// <summary>All read models folded anew from the stream, beside a binary <c>COPY</c> of the events out with no logic.</summary>
public sealed class RebuildScenario : IScenario
{
    /// <inheritdoc/>
    public string Name => "rebuild";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run, CancellationToken ct)
    {
        var stored = await StoredLedger.MakeAsync(run, "bench_rebuild", run.Options.EventsOr(200_000), ct);
        await using var source = stored.Source;
        await RequireChainAsync(stored, ct);
        var (rebuildCpu, copyCpu) = (run.DatabaseCpu(), run.DatabaseCpu());
        var rebuilt = new List<double>();
        var copied = new List<double>();
        for (var round = 1; round <= run.Options.Rounds; round++)
        {
            rebuilt.Add(stored.Events / await RebuildAsync(stored, rebuildCpu, ct));
            copied.Add(stored.Events / await CopyOutAsync(stored, copyCpu, ct));
            run.Progress.Report(
                $"{Name} {round}/{run.Options.Rounds}: rebuild {rebuilt[^1]:N0}/s, copy out {copied[^1]:N0}/s");
        }

        return
        [
            Measurement.Beside(Name, "events/s", rebuilt, copied, atLeastRatio: 0.4, atLeast: 150_000) with
            {
                Note = $"over {stored.Events:N0} events and {stored.Lines:N0} lines.",
                CpuMicroseconds = rebuildCpu.MicrosecondsPerEvent,
                ReferenceCpuMicroseconds = copyCpu.MicrosecondsPerEvent,
            },
        ];
    }

    // A difference means that the generated rows are not what the product writes: then nothing measured on them counts.
    static async Task<double> RebuildAsync(StoredLedger stored, CpuMeter cpu, CancellationToken ct)
    {
        var rebuild = new ReadModelRebuild(stored.Source, StoredLedger.Schema, NullLogger<ReadModelRebuild>.Instance);
        using var measured = cpu.Measure((int)stored.Events);
        var report = await rebuild.RunAsync(apply: true, progress: null, ct);
        var different = report.Tables.FirstOrDefault(table => table.Missing + table.Extra + table.Changed > 0);
        return different is null && report.Events == stored.Events
            ? report.Elapsed.TotalSeconds
            : throw new InvalidOperationException(
                $"The rebuild of {report.Events:N0} events differs from the generated rows: {different}.");
    }

    static async Task<double> CopyOutAsync(StoredLedger stored, CpuMeter cpu, CancellationToken ct)
    {
        using var measured = cpu.Measure((int)stored.Events);
        var clock = Stopwatch.StartNew();
        await using var connection = await stored.Source.OpenConnectionAsync(ct);
        await using var rows = await connection.BeginRawBinaryCopyAsync(
            $"""
            copy (select stream_id, version, seq_id, timestamp, type, data from {StoredLedger.Schema}.mt_events order by seq_id)
            to stdout (format binary)
            """, ct);
        var buffer = new byte[128 * 1024];
        while (await rows.ReadAsync(buffer, ct) > 0)
        {
            // Only taken off the wire.
        }

        return clock.Elapsed.TotalSeconds;
    }

    static async Task RequireChainAsync(StoredLedger stored, CancellationToken ct)
    {
        var verdict = await HashChain.VerifyAsync(stored.Source, StoredLedger.Schema, ct);
        if (!verdict.Whole || verdict.Events != stored.Events)
        {
            throw new InvalidOperationException($"The hash chain over the generated events does not verify: {verdict}.");
        }
    }
}
