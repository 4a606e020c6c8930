using System.Data;
using Npgsql;

namespace Ledger.EventStore;

/// <summary>
/// The store of a group commit on PostgreSQL: four round trips for a batch, and the commit; two for a batch that was
/// decided ahead, whose questions go over a second connection.
/// </summary>
/// <param name="source">Where the schema lies.</param>
/// <param name="schema">Its name.</param>
/// <param name="tables">The consumer's own tables.</param>
public sealed class PostgresCommitStore<TStates, TChanges>(
    NpgsqlDataSource source, string schema, ICommitTables<TStates, TChanges> tables) : ICommitStore<TStates, TChanges>
{
    readonly EventWriter _writer = new(SchemaName.Require(schema));
    readonly InboxSql _inbox = new(schema);
    NpgsqlConnection? _connection;
    NpgsqlConnection? _beside;
    int _partitionedMonth;

    /// <inheritdoc/>
    public string Name => schema;

    /// <inheritdoc/>
    public async Task<ICommitTransaction<TStates, TChanges>> BeginAsync(CancellationToken ct)
    {
        _connection ??= await source.OpenConnectionAsync(ct);
        return new Transaction(this, _connection, await _connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, ct));
    }

    /// <inheritdoc/>
    public async Task<CommitLook<TStates>> LookAsync(
        IReadOnlyList<InboxClaim> claims, IReadOnlyList<string> streamIds, IReadOnlyList<string> keys, CancellationToken ct)
    {
        _beside ??= await source.OpenConnectionAsync(ct);
        try
        {
            await using var transaction = await _beside.BeginTransactionAsync(IsolationLevel.ReadCommitted, ct);
            var load = await AskAsync(_beside, claims, streamIds, withLock: false, recalls: false, ct);
            return new CommitLook<TStates>(load, await LoadAsync(_beside, keys, ct));
        }
        catch
        {
            await CloseAsync(ref _beside);
            throw;
        }
    }

    /// <inheritdoc/>
    public async Task<IReadOnlyList<long>> TakePositionsAsync(int count, CancellationToken ct) => _beside is { } beside
        ? await _writer.TakePositionsAsync(beside, count, ct)
        : throw new InvalidOperationException("Positions are taken beside a transaction by whoever has looked there.");

    /// <inheritdoc/>
    public bool SaysItStands(Exception failure) => failure is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };

    /// <inheritdoc/>
    public async ValueTask DisconnectAsync()
    {
        await CloseAsync(ref _connection);
        await CloseAsync(ref _beside);
    }

    static ValueTask CloseAsync(ref NpgsqlConnection? connection) =>
        Interlocked.Exchange(ref connection, null)?.DisposeAsync() ?? ValueTask.CompletedTask;

    /// <summary>
    /// One round trip, and one more where a claim is known; with the lock each statement sees what was committed before it.
    /// </summary>
    async Task<CommitLoad> AskAsync(
        NpgsqlConnection connection, IReadOnlyList<InboxClaim> claims, IReadOnlyList<string> streamIds, bool withLock, bool recalls,
        CancellationToken ct)
    {
        var load = await AskKnownAsync(connection, claims, streamIds, withLock, ct);
        return load.Known.Count > 0 || recalls
            ? load with { Contradictions = await _inbox.ContradictionsAsync(connection, claims, ct) }
            : load;
    }

    async Task<CommitLoad> AskKnownAsync(
        NpgsqlConnection connection, IReadOnlyList<InboxClaim> claims, IReadOnlyList<string> streamIds, bool withLock, CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection) { BatchCommands = { EventWriter.Begin() } };
        foreach (var command in (withLock ? [_writer.Lock()] : Array.Empty<NpgsqlBatchCommand>()).Concat(_inbox.Select(claims)))
        {
            batch.BatchCommands.Add(command);
        }

        batch.BatchCommands.Add(StreamState.Select(schema, [.. streamIds]));
        await batch.PrepareAsync(ct);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        await reader.NextResultAsync(ct);
        var head = withLock ? await EventWriter.ReadLockAsync(reader, ct) : default;
        var known = await InboxSql.ReadKnownAsync(reader, ct);
        return new CommitLoad(head, known, [], await StreamState.ReadAsync(reader, ct));
    }

    sealed class Transaction(
        PostgresCommitStore<TStates, TChanges> store, NpgsqlConnection connection, NpgsqlTransaction transaction)
        : ICommitTransaction<TStates, TChanges>
    {
        CommitRows<TChanges>? _rows;
        ChainHead _before;
        int _month;

        public async Task<CommitLoad> LockAsync(
            IReadOnlyList<InboxClaim> claims, IReadOnlyList<string> streamIds, bool recalls, CancellationToken ct)
        {
            var load = await store.AskAsync(connection, claims, streamIds, withLock: true, recalls, ct);
            _before = load.Head;
            return load;
        }

        public async Task<ChainHead> LockDecidedAsync(CancellationToken ct)
        {
            await using var batch = new NpgsqlBatch(connection) { BatchCommands = { EventWriter.Begin(), store._writer.Lock() } };
            await batch.PrepareAsync(ct);
            await using var reader = await batch.ExecuteReaderAsync(ct);
            await reader.NextResultAsync(ct);
            return _before = await EventWriter.ReadLockAsync(reader, ct);
        }

        public Task<TStates> LoadStatesAsync(IReadOnlyCollection<string> keys, CancellationToken ct) =>
            store.LoadLockedAsync(connection, keys, _before, ct);

        public Task<IReadOnlyList<KnownClaim>> RecallAsync(IReadOnlyList<InboxClaim> claims, CancellationToken ct) =>
            store.RecallAsync(connection, claims, ct);

        public async Task<IReadOnlyList<long>> TakePositionsAsync(int count, CancellationToken ct) =>
            await store._writer.TakePositionsAsync(connection, count, ct);

        public async Task WriteAsync(CommitRows<TChanges> rows, CancellationToken ct)
        {
            _rows = rows;
            _month = rows.Added.Count > 0 ? (rows.RecordedAt.Year * 12) + rows.RecordedAt.Month : store._partitionedMonth;
            await using var batch = new NpgsqlBatch(connection);
            store.AddTo(batch, rows, ensurePartitions: _month != store._partitionedMonth);
            if (batch.BatchCommands.Count == 0)
            {
                return;
            }

            try
            {
                await batch.PrepareAsync(ct);
                await batch.ExecuteNonQueryAsync(ct);
                store._writer.RequireUnmoved(batch, rows.Moves);
            }
            catch (PostgresException foreign) when (EventWriter.IsForeignWrite(foreign))
            {
                throw new StreamConflictException($"Another program moved a stream in {store.Name}.", foreign);
            }
        }

        public async Task CommitAsync(CancellationToken ct)
        {
            await transaction.CommitAsync(ct);
            store._partitionedMonth = _month;
            if (_rows is { Head: { } end })
            {
                store.Committed(_rows.Changes, _before, end);
            }
        }

        public ValueTask DisposeAsync() => transaction.DisposeAsync();
    }

    Task<TStates> LoadAsync(NpgsqlConnection connection, IReadOnlyCollection<string> keys, CancellationToken ct) =>
        tables.LoadAsync(connection, keys, ct);

    Task<TStates> LoadLockedAsync(
        NpgsqlConnection connection, IReadOnlyCollection<string> keys, ChainHead end, CancellationToken ct) =>
        tables.LoadLockedAsync(connection, keys, end, ct);

    void Committed(TChanges changes, ChainHead before, ChainHead end) => tables.Committed(changes, before, end);

    Task<IReadOnlyList<KnownClaim>> RecallAsync(
        NpgsqlConnection connection, IReadOnlyList<InboxClaim> claims, CancellationToken ct) =>
        tables.RecallAsync(connection, claims, ct);

    void AddTo(NpgsqlBatch batch, CommitRows<TChanges> rows, bool ensurePartitions)
    {
        _inbox.AddTo(batch, rows.RecordedAt, ensurePartitions, rows.Added, rows.Repeats, rows.Settled);
        _writer.AddTo(batch, rows.Moves, rows.Events);
        tables.Write(batch, rows.Changes);
        if (rows.Head is { } head)
        {
            batch.BatchCommands.Add(_writer.MoveHead(head));
        }
    }
}
