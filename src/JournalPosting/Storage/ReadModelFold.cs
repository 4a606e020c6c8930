using Ledger.JournalPosting.Events;
using Npgsql;
using NpgsqlTypes;

namespace Ledger.JournalPosting.Storage;

/// <summary>
/// Folds events into the side tables in order of position: one page is read while the one before is folded and written.
/// Streams at work stay in memory; what no longer moves goes out.
/// </summary>
sealed class ReadModelFold(NpgsqlDataSource source, string schema, IProgress<long>? progress)
{
    const int PageSize = 2_000;
    const int StreamsInMemory = 20_000;

    readonly SideTables _tables = new(schema);
    readonly FoldedStreams _streams = new();

    readonly string _select =
        $"""
        select stream_id, version, seq_id, timestamp, type, data from {schema}.mt_events
        where seq_id > $1 and seq_id <= $2 order by seq_id limit {PageSize}
        """;

    /// <summary>Events folded.</summary>
    public long Events { get; private set; }

    /// <summary>Everything up to here is folded.</summary>
    public long Position { get; private set; }

    /// <summary>Folds everything up to a position and writes it.</summary>
    public async Task FoldAsync(long upTo, CancellationToken ct)
    {
        await using var reading = await source.OpenConnectionAsync(ct);
        await using var writing = await source.OpenConnectionAsync(ct);
        var written = Task.CompletedTask;
        try
        {
            var next = ReadAsync(reading, Position, upTo, ct);
            while (await next is { End: var end } page && end > Position)
            {
                Position = end;
                next = ReadAsync(reading, end, upTo, ct);
                await written; // The states of the page before are its writer's until here.
                var lines = await FoldAsync(writing, page.Facts, ct);
                written = Task.Run(() => _tables.CopyLines(writing, lines), ct);
                Events += page.Facts.Count;
                progress?.Report(Events);
            }
        }
        finally
        {
            await written;
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

    /// <summary>Reads a page on another thread; events of others are passed over.</summary>
    Task<Page> ReadAsync(NpgsqlConnection connection, long after, long upTo, CancellationToken ct) => Task.Run(
        async () =>
        {
            await using var command = new NpgsqlCommand(_select, connection)
            {
                CommandTimeout = 0,
                Parameters =
                {
                    new NpgsqlParameter<long> { TypedValue = after, NpgsqlDbType = NpgsqlDbType.Bigint },
                    new NpgsqlParameter<long> { TypedValue = upTo, NpgsqlDbType = NpgsqlDbType.Bigint },
                },
            };
            await using var reader = await command.ExecuteReaderAsync(ct);
            var (end, facts) = (after, new List<PlacedFact>(PageSize));
            while (await reader.ReadAsync(ct))
            {
                end = reader.GetInt64(2);
                if (JournalEventTypes.ReadForFold(reader.GetString(4), reader.GetFieldValue<byte[]>(5)) is { } fact)
                {
                    facts.Add(new PlacedFact(
                        reader.GetString(0), reader.GetInt64(1), end, reader.GetFieldValue<DateTimeOffset>(3), fact));
                }
            }

            return new Page(facts, end);
        },
        ct);

    sealed record Page(List<PlacedFact> Facts, long End);
}

/// <summary>A fact with its place in the stream and in the journal.</summary>
sealed record PlacedFact(string StreamId, long Version, long Position, DateTimeOffset At, JournalFact Fact);
