using Ledger.JournalPosting.Events;
using Ledger.JournalPosting.States;
using Npgsql;
using NpgsqlTypes;

namespace Ledger.JournalPosting.Storage;

/// <summary>
/// Folds events into the side tables: first whole streams, one after the other, then what was appended meanwhile, in
/// order of position.
/// </summary>
sealed class ReadModelFold(NpgsqlDataSource source, string schema, IProgress<long>? progress)
{
    const int Chunk = 5_000;

    readonly ReadModelSql _sql = new(schema, ReadModelTable.Suffix);

    readonly string _columns =
        $"""
        select stream_id, version, seq_id, timestamp, type, data from {schema}.mt_events
        where seq_id > $1 and seq_id <= $2
        """;

    /// <summary>Events folded.</summary>
    public long Events { get; private set; }

    /// <summary>Everything up to here is folded.</summary>
    public long Position { get; private set; }

    /// <summary>Folds all streams up to a position, writing one chunk while the next is read.</summary>
    public async Task FoldStreamsAsync(long upTo, CancellationToken ct)
    {
        await using var reading = await source.OpenConnectionAsync(ct);
        await using var writing = await source.OpenConnectionAsync(ct);
        await using var command = Select(reading, "stream_id, version", 0, upTo);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var (changes, state, stream, written) = (new ReadModelChanges(), PaymentState.Empty, "", Task.CompletedTask);
        while (await reader.ReadAsync(ct))
        {
            var streamId = reader.GetString(0);
            if (streamId != stream)
            {
                if (changes.Streams.Count >= Chunk)
                {
                    await written;
                    written = WriteAsync(writing, changes, ct);
                    changes = new ReadModelChanges();
                }

                (stream, state) = (streamId, PaymentState.Empty);
            }

            if (Take(reader, changes) is { } fact)
            {
                state = PaymentStateFold.Apply(state, fact);
                changes.SetState(streamId, PaymentState.Empty, state);
            }
        }

        await written;
        await WriteAsync(writing, changes, ct);
        Position = upTo;
    }

    /// <summary>Folds what was appended since, in order of position.</summary>
    public async Task CatchUpAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        while (await ReadPageAsync(connection, ct) is { Count: > 0 } page)
        {
            var streams = page.Select(e => e.StreamId).ToHashSet(StringComparer.Ordinal);
            var loaded = await _sql.LoadAsync(connection, streams, ct);
            var states = new Dictionary<string, PaymentState>(loaded, StringComparer.Ordinal);
            var changes = new ReadModelChanges();
            foreach (var e in page)
            {
                var state = PaymentStateFold.Apply(states.GetValueOrDefault(e.StreamId, PaymentState.Empty), e.Fact);
                states[e.StreamId] = state;
                changes.AddEvent(e.StreamId, e.Version, e.Position, e.At, e.Fact);
                changes.SetState(e.StreamId, loaded.GetValueOrDefault(e.StreamId, PaymentState.Empty), state);
            }

            Events += page.Count;
            await WriteAsync(connection, changes, ct);
        }
    }

    /// <summary>The next events of ours; empty only at the end, for pages of others' events are passed over.</summary>
    async Task<List<PlacedFact>> ReadPageAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        var page = new List<PlacedFact>();
        var seen = -1;
        while (page.Count == 0 && seen != 0)
        {
            await using var command = Select(connection, $"seq_id limit {Chunk}", Position, long.MaxValue);
            await using var reader = await command.ExecuteReaderAsync(ct);
            for (seen = 0; await reader.ReadAsync(ct); seen++)
            {
                Position = reader.GetInt64(2);
                if (Read(reader) is { } fact)
                {
                    page.Add(new PlacedFact(reader.GetString(0), reader.GetInt64(1), Position, At(reader), fact));
                }
            }
        }

        return page;
    }

    JournalFact? Take(NpgsqlDataReader reader, ReadModelChanges changes)
    {
        if (Read(reader) is not { } fact)
        {
            return null;
        }

        changes.AddEvent(reader.GetString(0), reader.GetInt64(1), reader.GetInt64(2), At(reader), fact);
        if (++Events % 10_000 == 0)
        {
            progress?.Report(Events);
        }

        return fact;
    }

    async Task WriteAsync(NpgsqlConnection connection, ReadModelChanges changes, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        _sql.Write(batch, changes);
        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(ct);
        }
    }

    NpgsqlCommand Select(NpgsqlConnection connection, string order, long after, long upTo) =>
        new($"{_columns} order by {order}", connection)
        {
            CommandTimeout = 0,
            Parameters =
            {
                new NpgsqlParameter<long> { TypedValue = after, NpgsqlDbType = NpgsqlDbType.Bigint },
                new NpgsqlParameter<long> { TypedValue = upTo, NpgsqlDbType = NpgsqlDbType.Bigint },
            },
        };

    static JournalFact? Read(NpgsqlDataReader reader) =>
        JournalEventTypes.Read(reader.GetString(4), reader.GetFieldValue<byte[]>(5));

    static DateTimeOffset At(NpgsqlDataReader reader) => reader.GetFieldValue<DateTimeOffset>(3);

    sealed record PlacedFact(string StreamId, long Version, long Position, DateTimeOffset At, JournalFact Fact);
}
