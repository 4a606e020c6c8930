using Microsoft.Extensions.Logging;

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
public sealed class GroupCommit<TMessage, TOutcome, TStates, TChanges> : IAsyncDisposable
{
    readonly ICommitStore<TStates, TChanges> _store;
    readonly ICommitLogic<TMessage, TOutcome, TStates, TChanges> _logic;
    readonly TimeProvider _time;
    readonly ILogger _logger;
    readonly BatchQueue<TMessage, TOutcome> _queue;
    readonly int _fullBatch;
    Doubt? _doubt;
    Ahead? _ahead;

    /// <summary>Opens the writer; nothing is connected before the first message.</summary>
    /// <param name="store">The schema; this writer is its only user and closes its connection.</param>
    /// <param name="logic">What decides.</param>
    /// <param name="options">Limits of batches and outages.</param>
    /// <param name="time">Clock of <c>recorded_at</c> and of the pauses.</param>
    /// <param name="logger">Where outages and conflicts are told.</param>
    public GroupCommit(
        ICommitStore<TStates, TChanges> store, ICommitLogic<TMessage, TOutcome, TStates, TChanges> logic,
        BatchQueueOptions options, TimeProvider time, ILogger logger)
    {
        (_store, _logic, _time, _logger) = (store, logic, time, logger);
        _fullBatch = options.MaxBatch;
        _queue = new BatchQueue<TMessage, TOutcome>(store.Name, RunAsync, options, time, logger);
    }

    /// <summary>Told after each commit what it has added. Must return at once and not throw.</summary>
    public Action<CommittedEvents>? Committed { get; set; }

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
        await DropAheadAsync();
        await _store.DisconnectAsync();
    }

    async Task<IReadOnlyList<BatchResult<TOutcome>>> RunAsync(IReadOnlyList<TMessage> messages, CancellationToken ct)
    {
        for (bool moved = false, recalls = false; ;)
        {
            try
            {
                return await ConnectedAsync(messages, recalls, ct);
            }
            catch (StreamConflictException) when (!moved)
            {
                moved = true;
                _logger.StreamMoved(_store.Name, messages.Count);
            }
            catch (StreamConflictException foreign)
            {
                throw new StreamConflictException($"Another program moved a stream of {_store.Name} twice while it was decided.", foreign);
            }
            catch (Exception stands) when (!recalls && _store.SaysItStands(stands))
            {
                recalls = true;
                _logger.EffectStands(_store.Name, messages.Count, stands.Message);
            }
        }
    }

    /// <summary>Attempts on the writer's own connection, which is kept while all goes well.</summary>
    async Task<IReadOnlyList<BatchResult<TOutcome>>> ConnectedAsync(
        IReadOnlyList<TMessage> messages, bool recalls, CancellationToken ct)
    {
        try
        {
            return await AttemptAsync(messages, recalls, ct);
        }
        catch
        {
            await DropAheadAsync();
            await _store.DisconnectAsync();
            throw;
        }
    }

    async Task<IReadOnlyList<BatchResult<TOutcome>>> AttemptAsync(
        IReadOnlyList<TMessage> messages, bool recalls, CancellationToken ct)
    {
        var attempt = await TakeAheadAsync(messages);
        await using var transaction = await _store.BeginAsync(ct);
        if (attempt is null || !await attempt.LockAsync(transaction, ct))
        {
            attempt = new(_logic, messages);
            await attempt.LoadAsync(transaction, recalls, ct);
            if (FindCommitted(messages, attempt) is { } committed)
            {
                return committed;
            }

            attempt.Decide(Microseconds.Truncate(_time.GetUtcNow()));
            if (attempt.Doubts && !recalls)
            {
                attempt = new(_logic, messages);
                await attempt.LoadAsync(transaction, recalls: true, ct);
                attempt.Decide(Microseconds.Truncate(_time.GetUtcNow()));
            }

            await attempt.PlaceAsync(transaction.TakePositionsAsync, attempt.Head, ct);
        }

        var writing = attempt.WriteAsync(transaction, ct);
        LookAhead(attempt, ct);
        await writing;

        _doubt = new Doubt(messages, attempt.Marker, attempt.RecordedAt, attempt.Results);
        await transaction.CommitAsync(CancellationToken.None);
        _doubt = null;
        Committed?.Invoke(attempt.Committed);
        return attempt.Results;
    }

    /// <summary>
    /// Under full load, decides the next batch while this one is written: the writer and the server work at the same time.
    /// </summary>
    void LookAhead(CommitAttempt<TMessage, TOutcome, TStates, TChanges> before, CancellationToken ct)
    {
        if (before.Messages.Count == _fullBatch && _queue.TakeNext(_fullBatch / 2) is { } next)
        {
            _ahead = new Ahead(next, LookAheadAsync(before, next, ct));
        }
    }

    async Task<CommitAttempt<TMessage, TOutcome, TStates, TChanges>?> LookAheadAsync(
        CommitAttempt<TMessage, TOutcome, TStates, TChanges> before, IReadOnlyList<TMessage> messages, CancellationToken ct)
    {
        try
        {
            var attempt = new CommitAttempt<TMessage, TOutcome, TStates, TChanges>(_logic, messages);
            await attempt.LookAsync(_store, before, ct);
            attempt.Decide(Microseconds.Truncate(_time.GetUtcNow()));
            if (attempt.Doubts)
            {
                return null; // What the consumer's tables recall is asked under the lock.
            }

            await attempt.PlaceAsync(_store.TakePositionsAsync, before.Head, ct);
            return attempt;
        }
        catch (Exception failure)
        {
            // Nothing is lost: the batch is loaded and decided under the lock, and fails there if it must.
            _logger.LookAheadFailed(_store.Name, messages.Count, failure);
            return null;
        }
    }

    /// <summary>What was decided ahead about these messages; null when nothing was.</summary>
    async Task<CommitAttempt<TMessage, TOutcome, TStates, TChanges>?> TakeAheadAsync(IReadOnlyList<TMessage> messages)
    {
        if (_ahead is { } ahead && ReferenceEquals(ahead.Messages, messages))
        {
            var decided = await ahead.Attempt;
            _ahead = null;
            return decided;
        }

        await DropAheadAsync();
        return null;
    }

    async Task DropAheadAsync()
    {
        if (Interlocked.Exchange(ref _ahead, null) is { } ahead)
        {
            await ahead.Attempt;
        }
    }

    /// <summary>
    /// When the connection broke during COMMIT, the batch may stand. A transaction stands as a whole: if one of its
    /// inbox entries is there, with our time, all is, and what was decided then is what is told.
    /// </summary>
    IReadOnlyList<BatchResult<TOutcome>>? FindCommitted(
        IReadOnlyList<TMessage> messages, CommitAttempt<TMessage, TOutcome, TStates, TChanges> attempt)
    {
        var doubt = Interlocked.Exchange(ref _doubt, null);
        if (doubt?.Marker is not { } marker
            || !ReferenceEquals(doubt.Messages, messages)
            || attempt.Loaded(marker)?.RecordedAt != doubt.RecordedAt)
        {
            return null;
        }

        _logger.CommitFound(_store.Name, messages.Count);
        Committed?.Invoke(new CommittedEvents(attempt.Head.Position, attempt.Head.Position, []));
        return doubt.Results;
    }

    /// <summary>A batch that is decided, or about to be, behind one that is being written.</summary>
    sealed record Ahead(
        IReadOnlyList<TMessage> Messages, Task<CommitAttempt<TMessage, TOutcome, TStates, TChanges>?> Attempt);

    sealed record Doubt(
        IReadOnlyList<TMessage> Messages, Guid? Marker, DateTimeOffset RecordedAt, IReadOnlyList<BatchResult<TOutcome>> Results);
}
