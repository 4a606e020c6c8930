namespace Ledger.EventStore;

/// <summary>
/// One try at committing one batch: load, decide, write. Used once. It can load and decide ahead, while the batch before
/// it is written: that holds when the chain's end under the lock is the one which that batch has left.
/// </summary>
sealed class CommitAttempt<TMessage, TOutcome, TStates, TChanges>(
    ICommitLogic<TMessage, TOutcome, TStates, TChanges> logic, IReadOnlyList<TMessage> messages)
{
    readonly InboxClaim?[] _claims = [.. messages.Select(logic.ClaimOf)];
    readonly string[] _streamIds = [.. messages.Select(logic.StreamOf)];
    readonly string[] _keys = [.. messages.SelectMany(logic.KeysOf).Distinct(StringComparer.Ordinal)];
    readonly BatchResult<TOutcome>[] _results = new BatchResult<TOutcome>[messages.Count];
    readonly List<(string StreamId, long Version, NewEvent Event)> _events = [];
    readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal);
    InboxBatch _inbox = InboxBatch.Empty;
    IReadOnlyDictionary<string, StreamState> _streams = new Dictionary<string, StreamState>();
    ICommitBatch<TMessage, TOutcome, TStates, TChanges>? _states;
    CommitRows<TChanges>? _rows;
    DateTimeOffset _recordedAt;
    ChainHead _before;

    public IReadOnlyList<TMessage> Messages => messages;

    public IReadOnlyList<BatchResult<TOutcome>> Results => _results;

    /// <summary>The instant of all rows of this attempt.</summary>
    public DateTimeOffset RecordedAt => _recordedAt;

    /// <summary>The chain's end: as it was found under the lock, and once the events have their places as they leave it.</summary>
    public ChainHead Head { get; private set; }

    /// <summary>What stands in the store once this attempt is committed.</summary>
    public CommittedEvents Committed =>
        new(_before.Position, Head.Position, [.. _rows!.Events.Select(chained => OutboxEvent.Of(chained.Appended))]);

    /// <summary>The message key of an inbox entry that this attempt writes; null when it writes none.</summary>
    public Guid? Marker => _inbox.FirstAdded;

    /// <summary>The inbox's entry of a message when the batch was loaded.</summary>
    public InboxRecord? Loaded(Guid messageKey) => _inbox.Loaded(messageKey);

    /// <summary>True when it was decided without what the consumer's tables recall, and should not have been.</summary>
    public bool Doubts => _states!.Doubts;

    /// <summary>Takes the lock and asks what is known about the messages.</summary>
    /// <param name="transaction">Where.</param>
    /// <param name="recalls">True to ask the consumer's tables as well, since the inbox was seen to have lost entries.</param>
    /// <param name="ct">Gives up.</param>
    public async Task LoadAsync(ICommitTransaction<TStates, TChanges> transaction, bool recalls, CancellationToken ct)
    {
        var (claims, streamIds) = (Claims(), StreamIds());
        var load = await transaction.LockAsync(claims, streamIds, recalls, ct);
        (Head, _streams) = (load.Head, load.Streams);
        _inbox = recalls ? new InboxBatch(load, await transaction.RecallAsync(claims, ct)) : new InboxBatch(load);
        _states = logic.Begin(await transaction.LoadStatesAsync(_keys, ct));
    }

    /// <summary>
    /// Asks the same without the lock while the attempt before is written, which knows better what it changes. Whether
    /// its rows are seen or not makes no difference.
    /// </summary>
    public async Task LookAsync(
        ICommitStore<TStates, TChanges> store, CommitAttempt<TMessage, TOutcome, TStates, TChanges> before, CancellationToken ct)
    {
        var (claims, streamIds) = (Claims(), StreamIds());
        var look = await store.LookAsync(claims, streamIds, _keys, ct);
        var streams = new Dictionary<string, StreamState>(look.Load.Streams, StringComparer.Ordinal);
        foreach (var streamId in streamIds)
        {
            if (before._versions.TryGetValue(streamId, out var version))
            {
                streams[streamId] = new StreamState(true, version, streams.GetValueOrDefault(streamId).Archived);
            }
        }

        _streams = streams;
        _inbox = new InboxBatch(look.Load, claims, before._inbox);
        _states = logic.Begin(before._states!.After(look.States, _keys));
    }

    /// <summary>Takes the lock for what was placed ahead; false when somebody else has written since the batch before.</summary>
    public async Task<bool> LockAsync(ICommitTransaction<TStates, TChanges> transaction, CancellationToken ct) =>
        _before.IsStill(await transaction.LockDecidedAsync(ct));

    /// <summary>Decides every message in order; one that throws fails alone.</summary>
    public void Decide(DateTimeOffset recordedAt)
    {
        _recordedAt = recordedAt;
        for (var n = 0; n < messages.Count; n++)
        {
            InboxFinding finding;
            Decision<TOutcome> decision;
            try
            {
                finding = _inbox.Find(_claims[n]);
                RequireOpen(_streamIds[n], finding.Verdict);
                decision = _states!.Decide(messages[n], finding);
            }
            catch (Exception refused)
            {
                _results[n] = BatchResult<TOutcome>.Failed(refused);
                continue;
            }

            // From here on the states hold the decision: what goes wrong now fails the batch, which is then run singly.
            Accept(n, finding.Verdict, decision);
            _results[n] = BatchResult<TOutcome>.Done(decision.Outcome);
        }
    }

    /// <summary>
    /// Gives the events their positions and links of the chain. The positions are taken under the lock, the last thing
    /// that may wait; ahead of the lock they are taken while the batch before holds it, and are left unused when
    /// somebody else comes in between: so they rise in the order of commits in any case.
    /// </summary>
    public async Task PlaceAsync(
        Func<int, CancellationToken, Task<IReadOnlyList<long>>> takePositions, ChainHead before, CancellationToken ct)
    {
        var positions = _events.Count > 0 ? await takePositions(_events.Count, ct) : [];
        var appended = new AppendedEvent[_events.Count];
        for (var n = 0; n < appended.Length; n++)
        {
            appended[n] = new AppendedEvent(positions[n], _events[n].Version, _events[n].StreamId, _events[n].Event);
        }

        _before = before;
        var end = before.Extend(appended, out var chained);
        var rows = _inbox.Rows;
        var writes = chained.Length + rows.Added.Count + rows.Repeats.Count + rows.Settled.Count > 0;
        Head = writes ? end : before;
        _rows = new CommitRows<TChanges>(
            _recordedAt, rows.Added, rows.Repeats, rows.Settled, [.. _versions.Select(Move)], chained,
            _states!.Changes(appended), writes ? end : null);
    }

    /// <summary>Writes everything at once.</summary>
    public Task WriteAsync(ICommitTransaction<TStates, TChanges> transaction, CancellationToken ct) =>
        transaction.WriteAsync(_rows!, ct);

    InboxClaim[] Claims() => [.. _claims.OfType<InboxClaim>()];

    string[] StreamIds() => [.. _streamIds.Distinct(StringComparer.Ordinal)];

    void Accept(int n, InboxVerdict verdict, Decision<TOutcome> decision)
    {
        foreach (var (streamId, added) in decision.Events)
        {
            if (streamId != _streamIds[n])
            {
                throw new InvalidOperationException(
                    $"A decision about stream {_streamIds[n]} appends to {streamId}, which was not loaded for it.");
            }

            var version = _versions.GetValueOrDefault(streamId, _streams.GetValueOrDefault(streamId).Version) + 1;
            _versions[streamId] = version;
            _events.Add((streamId, version, added));
        }

        if (_claims[n] is { } claim)
        {
            _inbox.Add(claim, verdict, new InboxRecord(
                claim.MessageKey, claim.FactKey, decision.Disposition, decision.Reason, decision.OutcomeId, _recordedAt));
        }

        foreach (var settlement in decision.Settled)
        {
            _inbox.Settle(settlement);
        }
    }

    void RequireOpen(string streamId, InboxVerdict verdict)
    {
        if (verdict == InboxVerdict.New && _streams.GetValueOrDefault(streamId).Archived)
        {
            throw new InvalidOperationException($"Stream {streamId} is archived: nothing can be appended.");
        }
    }

    StreamMove Move(KeyValuePair<string, long> moved)
    {
        var seen = _streams.GetValueOrDefault(moved.Key);
        return new StreamMove(moved.Key, seen.Exists, seen.Version, moved.Value);
    }
}
