using Npgsql;

namespace Ledger.JournalPosting.Storage;

/// <summary>
/// Folds events into the side tables in order of position: one page is read while the one before is folded and written.
/// Streams at work stay in memory; what no longer moves goes out.
/// </summary>
sealed class ReadModelFold(NpgsqlDataSource source, string schema, IProgress<long>? progress)
{
    const int StreamsInMemory = 20_000;

    readonly SideTables _tables = new(schema);
    readonly FoldedStreams _streams = new();

    /// <summary>Events folded.</summary>
    public long Events { get; private set; }

    /// <summary>Everything up to here is folded.</summary>
    public long Position { get; private set; }

    /// <summary>Folds everything up to a position and writes it.</summary>
    public async Task FoldAsync(long upTo, CancellationToken ct)
    {
        await using var reading = await source.OpenConnectionAsync(ct);
        await using var writing = await source.OpenConnectionAsync(ct);
        using var export = await Task.Run(() => new EventExport(reading, schema, Position, upTo), ct);
        var next = Task.Run(export.Read, ct);
        var written = Task.CompletedTask;
        try
        {
            for (var isLast = false; !isLast;)
            {
                var page = await next;
                isLast = page.IsLast;
                next = isLast ? next : Task.Run(export.Read, ct);
                await written; // The lines of the page before are its writer's until here.
                var lines = await FoldAsync(writing, page.Facts, ct);
                written = Task.Run(() => _tables.CopyLines(writing, lines), ct);
                Events += page.Facts.Count;
                progress?.Report(Events);
            }
        }
        finally
        {
            await Task.WhenAll(next, written); // Neither is at work on what is disposed of.
        }

        await FlushAsync(writing, ct);
        await _tables.WriteTotalsAsync(writing, _streams.TakeTotals(), ct);
        Position = Math.Max(Position, upTo);
    }

    async Task<IReadOnlyList<LineRow>> FoldAsync(NpgsqlConnection writing, List<PlacedFact> facts, CancellationToken ct)
    {
        if (_streams.Count > StreamsInMemory)
        {
            await FlushAsync(writing, ct);
            _streams.Forget();
        }

        if (_streams.Unknown(facts) is { Count: > 0 } earlier)
        {
            _streams.Remember(await _tables.LoadAsync(writing, earlier, ct));
        }

        return _streams.Fold(facts);
    }

    async Task FlushAsync(NpgsqlConnection writing, CancellationToken ct)
    {
        await _tables.WriteStreamsAsync(writing, _streams.Moved, ct);
        _streams.Settle();
    }
}
