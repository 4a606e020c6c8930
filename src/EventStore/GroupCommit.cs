using System.Data;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Ledger.EventStore;

/// <summary>
/// The one writer of a schema in this process: takes all messages that wait, decides them one after the other between
/// one load and one write, commits once, and tells each what became of it. Safe beside other processes.
/// </summary>
/// <remarks>
/// The chain's row is locked first, not last: so what the inbox and the streams say cannot change before the commit,
/// a month's partition is made by one writer only, and positions rise in commit order, all by one rule. Writers of one
/// schema take turns; that costs nothing where one writer with large batches is the fastest way anyway.
/// </remarks>
public sealed class GroupCommit<TMessage, TOutcome> : IAsyncDisposable
{
    readonly NpgsqlDataSource _source;
    readonly string _schema;
    readonly ICommitLogic<TMessage, TOutcome> _logic;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly EventWriter _writer;
    readonly BatchQueue<TMessage, TOutcome> _queue;
    NpgsqlConnection? _connection;
    Doubt? _doubt;
    int _partitionedMonth;

    /// <summary>Opens the writer; nothing is connected before the first message.</summary>
    /// <param name="source">Where the schema lies.</param>
    /// <param name="schema">Its name.</param>
    /// <param name="logic">What decides. The texts of the commands it writes must be constant: they are prepared.</param>
    /// <param name="options">Limits of batches and outages.</param>
    /// <param name="time">Clock of <c>recorded_at</c> and of the pauses.</param>
    /// <param name="logger">Where outages and conflicts are told.</param>
    public GroupCommit(
        NpgsqlDataSource source, string schema, ICommitLogic<TMessage, TOutcome> logic, BatchQueueOptions options,
        TimeProvider time, ILogger logger)
    {
        (_source, _schema, _logic, _time, _logger) = (source, SchemaName.Require(schema), logic, time, logger);
        _writer = new EventWriter(schema);
        _queue = new BatchQueue<TMessage, TOutcome>(schema, RunAsync, options, time, logger);
    }

    /// <summary>Told after each commit, with the position of the schema's last event. Must return at once and not throw.</summary>
    public Action<long>? Committed { get; set; }

    /// <summary>True while messages are held because storage is away.</summary>
    public bool StorageAway => _queue.StorageAway;

    /// <summary>Messages that wait for a batch.</summary>
    public int Depth => _queue.Depth;

    /// <summary>
    /// Decides and commits a message; returns once its effect is durable. A message that comes again, even because
    /// this call failed, has no second effect: its inbox entry is found.
    /// </summary>
    /// <exception cref="StorageAwayException">Storage stayed away for longer than messages are held.</exception>
    /// <exception cref="StreamConflictException">Another program kept moving the message's stream.</exception>
    public Task<TOutcome> CommitAsync(TMessage message, CancellationToken ct) => _queue.SubmitAsync(message, ct);

    /// <summary>Takes no more, and gives what waits a short time to be committed.</summary>
    public async ValueTask DisposeAsync()
    {
        await _queue.DisposeAsync();
        await DisconnectAsync();
    }

    async Task<IReadOnlyList<BatchResult<TOutcome>>> RunAsync(IReadOnlyList<TMessage> messages, CancellationToken ct)
    {
        try
        {
            return await ConnectedAsync(messages, ct);
        }
        catch (Exception foreign) when (EventWriter.IsForeignWrite(foreign))
        {
            _logger.StreamMoved(_schema, messages.Count);
        }

        try
        {
            return await ConnectedAsync(messages, ct);
        }
        catch (Exception foreign) when (EventWriter.IsForeignWrite(foreign))
        {
            throw new StreamConflictException($"Another program moved a stream of {_schema} twice while it was decided.", foreign);
        }
    }

    /// <summary>Attempts on the writer's own connection, which is kept while all goes well.</summary>
    async Task<IReadOnlyList<BatchResult<TOutcome>>> ConnectedAsync(IReadOnlyList<TMessage> messages, CancellationToken ct)
    {
        try
        {
            _connection ??= await _source.OpenConnectionAsync(ct);
            return await AttemptAsync(_connection, messages, ct);
        }
        catch
        {
            await DisconnectAsync();
            throw;
        }
    }

    async Task<IReadOnlyList<BatchResult<TOutcome>>> AttemptAsync(
        NpgsqlConnection connection, IReadOnlyList<TMessage> messages, CancellationToken ct)
    {
        var attempt = new CommitAttempt<TMessage, TOutcome>(_schema, _logic, _writer, messages);
        await using var transaction = await connection.BeginTransactionAsync(IsolationLevel.ReadCommitted, ct);
        await attempt.LoadAsync(connection, ct);
        if (FindCommitted(messages, attempt) is { } committed)
        {
            return committed;
        }

        var states = await _logic.LoadAsync(connection, attempt.StreamIds, ct);
        var recordedAt = Microseconds.Truncate(_time.GetUtcNow());
        var month = (recordedAt.Year * 12) + recordedAt.Month;
        attempt.Decide(states, recordedAt);
        await attempt.WriteAsync(connection, states, recordedAt, ensurePartitions: month != _partitionedMonth, ct);

        _doubt = new Doubt(messages, attempt.Marker, recordedAt, attempt.Results);
        await transaction.CommitAsync(CancellationToken.None);
        _doubt = null;
        _partitionedMonth = attempt.Marker is null ? _partitionedMonth : month;
        Committed?.Invoke(attempt.LastPosition);
        return attempt.Results;
    }

    /// <summary>
    /// When the connection broke during COMMIT, the batch may stand. A transaction stands as a whole: if one of its
    /// inbox entries is there, with our time, all is, and what was decided then is what is told.
    /// </summary>
    IReadOnlyList<BatchResult<TOutcome>>? FindCommitted(
        IReadOnlyList<TMessage> messages, CommitAttempt<TMessage, TOutcome> attempt)
    {
        var doubt = Interlocked.Exchange(ref _doubt, null);
        if (doubt?.Marker is not { } marker
            || !ReferenceEquals(doubt.Messages, messages)
            || attempt.Loaded(marker)?.RecordedAt != doubt.RecordedAt)
        {
            return null;
        }

        _logger.CommitFound(_schema, messages.Count);
        Committed?.Invoke(attempt.LastPosition);
        return doubt.Results;
    }

    async ValueTask DisconnectAsync()
    {
        if (Interlocked.Exchange(ref _connection, null) is { } connection)
        {
            await connection.DisposeAsync();
        }
    }

    sealed record Doubt(
        IReadOnlyList<TMessage> Messages, Guid? Marker, DateTimeOffset RecordedAt, IReadOnlyList<BatchResult<TOutcome>> Results);
}
