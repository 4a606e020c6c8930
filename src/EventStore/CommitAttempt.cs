namespace Ledger.EventStore;

/// <summary>One try at committing one batch: load, decide, write. Used once.</summary>
sealed class CommitAttempt<TMessage, TOutcome, TStates, TChanges>(
    ICommitLogic<TMessage, TOutcome, TStates, TChanges> logic, IReadOnlyList<TMessage> messages)
{
    readonly InboxClaim?[] _claims = [.. messages.Select(logic.ClaimOf)];
    readonly string[] _streamIds = [.. messages.Select(logic.StreamOf)];
    readonly BatchResult<TOutcome>[] _results = new BatchResult<TOutcome>[messages.Count];
    readonly List<(string StreamId, long Version, NewEvent Event)> _events = [];
    readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal);
    InboxBatch _inbox = InboxBatch.Empty;
    IReadOnlyDictionary<string, StreamState> _streams = new Dictionary<string, StreamState>();
    ChainHead _head;

    public IReadOnlyList<BatchResult<TOutcome>> Results => _results;

    /// <summary>Position of the last event in the schema, this attempt's included once it is written.</summary>
    public long LastPosition => _head.Position;

    /// <summary>The message key of an inbox entry that this attempt writes; null when it writes none.</summary>
    public Guid? Marker => _inbox.FirstAdded;

    public string[] StreamIds { get; private set; } = [];

    /// <summary>The inbox's entry of a message when the batch was loaded.</summary>
    public InboxRecord? Loaded(Guid messageKey) => _inbox.Loaded(messageKey);

    /// <summary>Takes the lock and asks what is known about the messages.</summary>
    public async Task LoadAsync(ICommitTransaction<TStates, TChanges> transaction, CancellationToken ct)
    {
        StreamIds = [.. _streamIds.Distinct(StringComparer.Ordinal)];
        var load = await transaction.LockAsync([.. _claims.OfType<InboxClaim>()], StreamIds, ct);
        (_head, _streams, _inbox) = (load.Head, load.Streams, new InboxBatch(load));
    }

    /// <summary>Decides every message in order; one that throws fails alone.</summary>
    public void Decide(ICommitBatch<TMessage, TOutcome, TChanges> states, DateTimeOffset recordedAt)
    {
        for (var n = 0; n < messages.Count; n++)
        {
            InboxFinding finding;
            Decision<TOutcome> decision;
            try
            {
                finding = _inbox.Find(_claims[n]);
                RequireOpen(_streamIds[n], finding.Verdict);
                decision = states.Decide(messages[n], finding);
            }
            catch (Exception refused)
            {
                _results[n] = BatchResult<TOutcome>.Failed(refused);
                continue;
            }

            // From here on the states hold the decision: what goes wrong now fails the batch, which is then run singly.
            Accept(n, finding.Verdict, decision, recordedAt);
            _results[n] = BatchResult<TOutcome>.Done(decision.Outcome);
        }
    }

    /// <summary>Writes everything at once. Positions are taken just before, the last thing that may wait.</summary>
    public async Task WriteAsync(
        ICommitTransaction<TStates, TChanges> transaction, ICommitBatch<TMessage, TOutcome, TChanges> states,
        DateTimeOffset recordedAt, CancellationToken ct)
    {
        var moves = _versions.Select(Move).ToArray();
        var positions = _events.Count > 0 ? await transaction.TakePositionsAsync(_events.Count, ct) : [];
        var appended = new AppendedEvent[_events.Count];
        for (var n = 0; n < appended.Length; n++)
        {
            appended[n] = new AppendedEvent(positions[n], _events[n].Version, _events[n].StreamId, _events[n].Event);
        }

        _head = _head.Extend(appended, out var chained);
        var rows = _inbox.Rows;
        await transaction.WriteAsync(
            new CommitRows<TChanges>(
                recordedAt, rows.Added, rows.Repeats, rows.Settled, moves, chained, states.Changes(appended),
                chained.Length > 0 ? _head : null),
            ct);
    }

    void Accept(int n, InboxVerdict verdict, Decision<TOutcome> decision, DateTimeOffset recordedAt)
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
                claim.MessageKey, claim.FactKey, decision.Disposition, decision.Reason, decision.OutcomeId, recordedAt));
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
