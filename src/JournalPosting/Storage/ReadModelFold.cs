using Npgsql;

namespace Ledger.JournalPosting.Storage;

/// <summary>
/// Folds events into the side tables in order of position: one page is read while the one before is folded and the one
/// before that written. Streams at work stay in memory; what no longer moves goes out, on a connection of its own.
/// </summary>
sealed class ReadModelFold(NpgsqlDataSource source, string schema, IProgress<long>? progress)
{
    /// <summary>Twice as many are in memory at most: those that moved of late, and those that moved before.</summary>
    const int StreamsAwake = 20_000;

    readonly SideTables _tables = new(schema);
    readonly FoldedStreams _streams = new();
    Task _flushed = Task.CompletedTask;

    /// <summary>Events folded.</summary>
    public long Events { get; private set; }

    /// <summary>Everything up to here is folded.</summary>
    public long Position { get; private set; }

    /// <summary>Folds everything up to a position and writes it.</summary>
    public async Task FoldAsync(long upTo, CancellationToken ct)
    {
        await using var reading = await source.OpenConnectionAsync(ct);
        await using var lines = await source.OpenConnectionAsync(ct);
        await using var streams = await source.OpenConnectionAsync(ct);
        using var export = await Task.Run(() => new EventExport(reading, schema, Position, upTo), ct);
        var next = Task.Run(export.Read, ct);
        var linesWritten = Task.CompletedTask;
        try
        {
            for (var isLast = false; !isLast;)
            {
                var page = await next;
                isLast = page.IsLast;
                next = isLast ? next : Task.Run(export.Read, ct);
                await MakeRoomAsync(streams, page.Facts, ct);
                var folded = _streams.Fold(page.Facts);
                await linesWritten;
                linesWritten = Task.Run(() => _tables.CopyLines(lines, folded), ct);
                Events += page.Facts.Count;
                progress?.Report(Events);
            }

            await FlushAsync(streams, _streams.TakeMoved(), ct);
        }
        finally
        {
            await Task.WhenAll(next, linesWritten, _flushed); // None is at work on what is disposed of.
        }

        await _tables.WriteTotalsAsync(streams, _streams.TakeTotals(), ct);
        Position = Math.Max(Position, upTo);
    }

    /// <summary>Lets go of idle streams when there are many, and reads back those that the facts move again.</summary>
    async Task MakeRoomAsync(NpgsqlConnection streams, List<PlacedFact> facts, CancellationToken ct)
    {
        if (_streams.Awake > StreamsAwake)
        {
            await FlushAsync(streams, _streams.TakeIdle(), ct);
        }

        if (_streams.Unknown(facts) is { Count: > 0 } earlier)
        {
            await _flushed;
            _streams.Remember(await _tables.LoadAsync(streams, earlier, ct));
        }
    }

    /// <summary>Begins to write streams.</summary>
    async Task FlushAsync(NpgsqlConnection streams, IReadOnlyList<MovedStream> moved, CancellationToken ct)
    {
        await _flushed;
        _flushed = Task.Run(() => _tables.WriteStreamsAsync(streams, moved, ct), ct);
    }
}
