using System.Data;
using System.Runtime.CompilerServices;
using Npgsql;

namespace Ledger.EventStore;

/// <summary>The event store of one schema on PostgreSQL.</summary>
/// <param name="source">Where the schema lies.</param>
/// <param name="schema">Its name.</param>
/// <param name="time">Clock of the polling.</param>
public sealed class PostgresEventStore(NpgsqlDataSource source, string schema, TimeProvider time) : IEventStore
{
    /// <summary>Pause between two looks of a follower that is not told; with the query itself below 100 ms.</summary>
    static readonly TimeSpan Poll = TimeSpan.FromMilliseconds(80);

    const int PageMax = 10_000;
    const int FollowPage = 1_000;

    const string Columns =
        "seq_id, id, stream_id, version, type, data, timestamp, correlation_id, causation_id, headers ->> 'hash'";

    readonly EventWriter _writer = new(SchemaName.Require(schema));
    readonly Pulse _pulse = new();

    /// <summary>Tells the followers of this instance that something was committed; they look at once.</summary>
    public void Wake() => _pulse.Beat();

    /// <inheritdoc/>
    /// <exception cref="ArgumentException">There is no event, or the expected version is below 0.</exception>
    /// <exception cref="InvalidOperationException">The stream is archived.</exception>
    public async Task<AppendOutcome> AppendAsync(
        string streamId, long expectedVersion, IReadOnlyList<NewEvent> events, CancellationToken ct)
    {
        ArgumentException.ThrowIfNullOrEmpty(streamId);
        ArgumentOutOfRangeException.ThrowIfNegative(expectedVersion);
        if (events.Count == 0)
        {
            throw new ArgumentException("There is nothing to append.", nameof(events));
        }

        await using var connection = await source.OpenConnectionAsync(ct);
        try
        {
            var outcome = await AppendAsync(connection, streamId, expectedVersion, events, ct);
            Wake();
            return outcome;
        }
        catch (Exception foreign) when (EventWriter.IsForeignWrite(foreign))
        {
            return new AppendOutcome.WrongExpectedVersion(expectedVersion, await VersionAsync(connection, streamId, ct));
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredEvent>> ReadStreamAsync(string streamId, long fromVersion, CancellationToken ct) =>
        await ReadAsync(
            $"select {Columns} from {schema}.mt_events where stream_id = $1 and version >= $2 and type <> 'tombstone' order by version",
            ct, new NpgsqlParameter<string> { TypedValue = streamId }, new NpgsqlParameter<long> { TypedValue = fromVersion });

    /// <inheritdoc/>
    public async Task<IReadOnlyList<StoredEvent>> ReadAfterAsync(long position, int limit, CancellationToken ct)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, PageMax);
        return await ReadAsync(
            $"select {Columns} from {schema}.mt_events where seq_id > $1 and type <> 'tombstone' order by seq_id limit $2",
            ct, new NpgsqlParameter<long> { TypedValue = position }, new NpgsqlParameter<int> { TypedValue = limit });
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<StoredEvent> FollowAsync(
        long afterPosition, [EnumeratorCancellation] CancellationToken ct)
    {
        for (var position = afterPosition; ;)
        {
            var next = _pulse.Next;
            var page = await ReadAfterAsync(position, FollowPage, ct);
            foreach (var stored in page)
            {
                yield return stored;
                position = stored.Position;
            }

            if (page.Count == 0)
            {
                await _pulse.WaitAsync(next, Poll, time, ct);
            }
        }
    }

    /// <inheritdoc/>
    public async Task<long> LastPositionAsync(CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""
            select coalesce((
                select seq_id from {schema}.mt_events where type <> 'tombstone' order by seq_id desc limit 1), 0)
            """);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    /// <inheritdoc/>
    public async Task<long> LastBeforeAsync(long position, string type, CancellationToken ct)
    {
        await using var command = source.CreateCommand(
            $"""
            select coalesce((
                select seq_id from {schema}.mt_events where seq_id < $1 and type = $2 order by seq_id desc limit 1), 0)
            """);
        command.Parameters.Add(new NpgsqlParameter<long> { TypedValue = position });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = type });
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    async Task<AppendOutcome> AppendAsync(
        NpgsqlConnection connection, string streamId, long expectedVersion, IReadOnlyList<NewEvent> events, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, ct);
        var (head, stream) = await LoadAsync(connection, streamId, ct);
        if (stream.Version != expectedVersion)
        {
            return new AppendOutcome.WrongExpectedVersion(expectedVersion, stream.Version);
        }

        var positions = await _writer.TakePositionsAsync(connection, events.Count, ct);
        var appended = events.Select((added, n) => new AppendedEvent(positions[n], expectedVersion + n + 1, streamId, added));
        StreamMove[] moves = [new(streamId, stream.Exists, expectedVersion, expectedVersion + events.Count)];
        await using var batch = new NpgsqlBatch(connection);
        head = head.Extend([.. appended], out var chained);
        _writer.AddTo(batch, moves, chained);
        batch.BatchCommands.Add(_writer.MoveHead(head));
        await batch.PrepareAsync(ct);
        await batch.ExecuteNonQueryAsync(ct);
        _writer.RequireUnmoved(batch, moves);
        await transaction.CommitAsync(ct);
        return new AppendOutcome.Appended(expectedVersion + events.Count, positions[^1]);
    }

    async Task<(ChainHead Head, StreamState Stream)> LoadAsync(NpgsqlConnection connection, string streamId, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection)
        {
            BatchCommands = { EventWriter.Begin(), _writer.Lock(), StreamState.Select(schema, [streamId]) },
        };
        await batch.PrepareAsync(ct);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        var head = await EventWriter.ReadLockAsync(reader, ct);
        var streams = await StreamState.ReadAsync(reader, ct);
        var stream = streams.GetValueOrDefault(streamId);
        return stream.Archived
            ? throw new InvalidOperationException($"Stream {streamId} is archived: nothing can be appended.")
            : (head, stream);
    }

    async Task<long> VersionAsync(NpgsqlConnection connection, string streamId, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { StreamState.Select(schema, [streamId]) } };
        await using var reader = await batch.ExecuteReaderAsync(ct);
        return (await StreamState.ReadAsync(reader, ct)).GetValueOrDefault(streamId).Version;
    }

    async Task<IReadOnlyList<StoredEvent>> ReadAsync(string sql, CancellationToken ct, params NpgsqlParameter[] parameters)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var command = new NpgsqlCommand(sql, connection);
        command.Parameters.AddRange(parameters);
        await command.PrepareAsync(ct);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var events = new List<StoredEvent>();
        while (await reader.ReadAsync(ct))
        {
            events.Add(Read(reader));
        }

        return events;
    }

    static StoredEvent Read(NpgsqlDataReader reader) =>
        new(
            reader.GetInt64(0), reader.GetGuid(1), reader.GetString(2), reader.GetInt64(3), reader.GetString(4),
            reader.GetString(5), reader.GetFieldValue<DateTimeOffset>(6), Text(reader, 7), Text(reader, 8), Text(reader, 9));

    static string? Text(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);
}
