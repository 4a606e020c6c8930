using Ledger.Bench.Load;
using Ledger.Bench.Scenarios;
using Ledger.JournalPosting;
using Ledger.PaymentEvents;
using Npgsql;

namespace Ledger.Bench.Stored;

/// <summary>
/// A journal that already holds a great many events, made in bulk: the posting engine itself posts a template of whole
/// payment lives over two years, and every row that it wrote is copied with other ids, positions and hashes. So a rebuild
/// finds no difference and the hash chain verifies.
/// </summary>
public sealed class StoredLedger
{
    /// <summary>Name of its schema.</summary>
    public const string Schema = "journal";

    /// <summary>Days that the bookings are spread over.</summary>
    public const int Days = 730;

    const int PaymentsPerDay = 10;
    const long BytesPerEvent = 4_000; // Tables, indexes and the sorting of the largest index, as measured, rounded up.
    const long BytesBeside = 6_000_000_000; // Write-ahead log.

    StoredLedger(NpgsqlDataSource source, PostingEngine engine, long events, long lines) =>
        (Source, Engine, Events, Lines) = (source, engine, events, lines);

    /// <summary>How to reach it.</summary>
    public NpgsqlDataSource Source { get; }

    /// <summary>Posts more into it.</summary>
    public PostingEngine Engine { get; }

    /// <summary>How many events it holds.</summary>
    public long Events { get; }

    /// <summary>How many journal lines it holds.</summary>
    public long Lines { get; }

    /// <summary>First of the days.</summary>
    public static DateTimeOffset FirstDay { get; } = TimeProvider.System.GetUtcNow().AddDays(-Days);

    /// <summary>Makes a database with about so many events.</summary>
    /// <exception cref="BenchRefusedException">There is too little room on the disk.</exception>
    public static async Task<StoredLedger> MakeAsync(BenchRun run, string database, int events, CancellationToken ct)
    {
        RequireRoom(run.Servers.FreeBytes, events);
        var clock = System.Diagnostics.Stopwatch.StartNew();
        var source = await run.NewDatabaseAsync(database, ct);
        var engine = new PostingEngine(source, PostingRules.Load(new JournalPostingOptions()));
        await engine.CreateSchemaAsync(Schema, ct);
        var template = Template();
        await engine.PostAsync(Schema, template, 1, PostingEngine.Batch, cpu: null, ct);
        var copies = Math.Max(1, (int)Math.Round((double)events / template.Count));
        await new StoredCopies(source, Schema, run.Progress).AddAsync(copies, ct);
        await using var count = source.CreateCommand(
            $"select (select count(*) from {Schema}.mt_events), (select count(*) from {Schema}.journal_line)");
        count.CommandTimeout = 0;
        await using var reader = await count.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        var made = new StoredLedger(source, engine, reader.GetInt64(0), reader.GetInt64(1));
        run.Progress.Report(
            $"stored: {made.Events:N0} events and {made.Lines:N0} lines made in {clock.Elapsed.TotalSeconds:0} s");
        return made;
    }

    static List<PaymentEvent> Template() =>
    [
        .. Enumerable.Range(0, Days).SelectMany(day => EventMix.Lives(
            RowPattern.Marker, day * PaymentsPerDay, PaymentsPerDay, FirstDay.AddDays(day))),
    ];

    static void RequireRoom(long free, int events)
    {
        var needed = (events * BytesPerEvent) + BytesBeside;
        if (free < needed)
        {
            throw new BenchRefusedException(
                $"DISK_TOO_SMALL: {events:N0} stored events need about {needed / 1e9:0} GB and {free / 1e9:0} GB are free. "
                + "Give --stored a smaller number, or put LEDGER_HOME on a larger disk.");
        }
    }
}
