using Npgsql;

namespace Ledger.EventStore;

/// <summary>
/// The one way events get in: under the chain's lock, with positions taken after it and held to the commit. That
/// makes positions rise in commit order, and with the versions inside each stream.
/// </summary>
sealed class EventWriter(string schema)
{
    // Plans are made once, often while the tables are still empty; without scans they stay right when those have grown.
    // The server's compiler would go by the price that this puts on a scan, and no statement here is worth compiling.
    const string Session =
        """
        select set_config('idle_in_transaction_session_timeout', '10000', true), set_config('enable_seqscan', 'off', true),
               set_config('jit', 'off', true), set_config('plan_cache_mode', 'force_generic_plan', true)
        """;

    readonly string _lock = $"select position, hash, events, commits from {schema}.chain_head where only_row for update";

    readonly string _positions =
        $"select array(select nextval('{schema}.mt_events_sequence') from generate_series(1, $1))";

    readonly string _newStreams =
        $"insert into {schema}.mt_streams (id, version) select {SqlRows.Of(2)}";

    readonly string _movedStreams =
        $"""
        update {schema}.mt_streams s set version = t.version, timestamp = now()
        from (select {SqlRows.As("id, seen, version")}) as t where s.id = t.id and coalesce(s.version, 0) = t.seen
        """;

    readonly string _events =
        $"""
        insert into {schema}.mt_events (
            seq_id, id, stream_id, version, data, type, timestamp, mt_dotnet_type, correlation_id, causation_id, headers)
        select {SqlRows.Of(10)}, jsonb_build_object('hash', encode(unnest($11), 'hex'))
        """;

    readonly string _head = $"update {schema}.chain_head set position = $1, hash = $2, events = $3, commits = $4 where only_row";

    /// <summary>
    /// How a transaction begins. One that hangs between two statements is thrown out by the server, so that it cannot
    /// stop the other processes for ever.
    /// </summary>
    public static NpgsqlBatchCommand Begin() => new(Session);

    /// <summary>Takes the lock.</summary>
    public NpgsqlBatchCommand Lock() => new(_lock);

    /// <summary>Takes positions; call it as late as possible, for a number that is not used leaves a hole.</summary>
    public async Task<long[]> TakePositionsAsync(NpgsqlConnection connection, int count, CancellationToken ct)
    {
        var take = Command(_positions, new NpgsqlParameter<int> { TypedValue = count });
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { take } };
        await batch.PrepareAsync(ct);
        return (long[])(await batch.ExecuteScalarAsync(ct))!;
    }

    /// <summary>Reads the result of <see cref="Lock"/> and moves to the next.</summary>
    public static async Task<ChainHead> ReadLockAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        if (!await reader.ReadAsync(ct))
        {
            throw new InvalidOperationException("chain_head has no row: the schema was not made by the migrations.");
        }

        var head = ChainHead.Read(reader);
        await reader.NextResultAsync(ct);
        return head;
    }

    /// <summary>Adds the commands that write streams and events, in order of position.</summary>
    public void AddTo(NpgsqlBatch batch, IReadOnlyCollection<StreamMove> moves, IReadOnlyList<ChainedEvent> events)
    {
        var created = moves.Where(move => !move.Existed).OrderBy(move => move.StreamId, StringComparer.Ordinal).ToArray();
        var moved = moves.Where(move => move.Existed).OrderBy(move => move.StreamId, StringComparer.Ordinal).ToArray();
        if (created.Length > 0)
        {
            batch.BatchCommands.Add(Command(_newStreams, Ids(created), Versions(created)));
        }

        if (moved.Length > 0)
        {
            batch.BatchCommands.Add(Command(
                _movedStreams, Ids(moved), SqlArray.Of(Array.ConvertAll(moved, move => move.Seen)), Versions(moved)));
        }

        if (events.Count > 0)
        {
            var rows = new EventRows(events.Count);
            foreach (var chained in events)
            {
                rows.Add(chained);
            }

            batch.BatchCommands.Add(Command(_events, rows.ToParameters()));
        }
    }

    /// <summary>The command that moves the chain's end; goes last.</summary>
    public NpgsqlBatchCommand MoveHead(ChainHead head) =>
        Command(
            _head,
            new NpgsqlParameter<long> { TypedValue = head.Position },
            new NpgsqlParameter<byte[]> { TypedValue = head.Hash },
            new NpgsqlParameter<long> { TypedValue = head.Events },
            new NpgsqlParameter<long> { TypedValue = head.Commits });

    /// <summary>Makes sure, after the batch ran, that every stream was still at the version we saw.</summary>
    /// <exception cref="StreamConflictException">It was not.</exception>
    public void RequireUnmoved(NpgsqlBatch batch, IReadOnlyCollection<StreamMove> moves)
    {
        var expected = moves.Count(move => move.Existed);
        foreach (var command in batch.BatchCommands)
        {
            if (ReferenceEquals(command.CommandText, _movedStreams) && command.RecordsAffected != expected)
            {
                throw new StreamConflictException(
                    $"{expected - command.RecordsAffected} of {expected} streams in {schema} were moved by another program.", null);
            }
        }
    }

    /// <summary>True when the server refused rows because another program was there without our lock.</summary>
    public static bool IsForeignWrite(Exception exception) =>
        exception is StreamConflictException
            or PostgresException
        {
            SqlState: PostgresErrorCodes.UniqueViolation,
            ConstraintName: "pk_mt_events_stream_and_version" or "pkey_mt_streams_id" or "pkey_mt_events_seq_id",
        };

    static NpgsqlParameter Ids(StreamMove[] moves) => SqlArray.Of(Array.ConvertAll(moves, move => (string?)move.StreamId));

    static NpgsqlParameter Versions(StreamMove[] moves) => SqlArray.Of(Array.ConvertAll(moves, move => move.Version));

    static NpgsqlBatchCommand Command(string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(parameters);
        return command;
    }
}
