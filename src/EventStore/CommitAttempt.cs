using Npgsql;

namespace Ledger.EventStore;

/// <summary>One try at committing one batch: load, decide, write. Used once.</summary>
sealed class CommitAttempt<TMessage, TOutcome>(
    string schema, ICommitLogic<TMessage, TOutcome> logic, EventWriter writer, IReadOnlyList<TMessage> messages)
{
    readonly InboxClaim?[] _claims = [.. messages.Select(logic.ClaimOf)];
    readonly string[] _streamIds = [.. messages.Select(logic.StreamOf)];
    readonly BatchResult<TOutcome>[] _results = new BatchResult<TOutcome>[messages.Count];
    readonly InboxBatch _inbox = new(schema);
    readonly List<(string StreamId, long Version, NewEvent Event)> _events = [];
    readonly Dictionary<string, long> _versions = new(StringComparer.Ordinal);
    Dictionary<string, StreamState> _streams = [];
    ChainHead _head;

    public IReadOnlyList<BatchResult<TOutcome>> Results => _results;

    /// <summary>Position of the last event in the schema, this attempt's included once it is written.</summary>
    public long LastPosition => _head.Position;

    /// <summary>The message key of an inbox entry that this attempt writes; null when it writes none.</summary>
    public Guid? Marker => _inbox.FirstAdded;

    public string[] StreamIds { get; private set; } = [];

    /// <summary>The inbox's entry of a message when the batch was loaded.</summary>
    public InboxRecord? Loaded(Guid messageKey) => _inbox.Loaded(messageKey);

    /// <summary>Takes the lock and asks everything in one round trip; each statement sees what was committed before the lock.</summary>
    public async Task LoadAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        StreamIds = [.. _streamIds.Distinct(StringComparer.Ordinal)];
        await using var batch = new NpgsqlBatch(connection);
        foreach (var command in writer.Lock().Concat(_inbox.Select(_claims.OfType<InboxClaim>())))
        {
            batch.BatchCommands.Add(command);
        }

        batch.BatchCommands.Add(StreamState.Select(schema, StreamIds));
        await batch.PrepareAsync(ct);
        await using var reader = await batch.ExecuteReaderAsync(ct);
        _head = await EventWriter.ReadLockAsync(reader, ct);
        await _inbox.ReadAsync(reader, ct);
        _streams = await StreamState.ReadAsync(reader, ct);
    }

    /// <summary>Decides every message in order; one that throws fails alone.</summary>
    public void Decide(ICommitBatch<TMessage, TOutcome> states, DateTimeOffset recordedAt)
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

    /// <summary>Writes everything in one round trip. Positions are taken just before, the last thing that may wait.</summary>
    public async Task WriteAsync(
        NpgsqlConnection connection, ICommitBatch<TMessage, TOutcome> states, DateTimeOffset recordedAt, bool ensurePartitions,
        CancellationToken ct)
    {
        await using var batch = new NpgsqlBatch(connection);
        _inbox.AddTo(batch, recordedAt, ensurePartitions);
        var moves = _versions.Select(Move).ToArray();
        var positions = _events.Count > 0 ? await writer.TakePositionsAsync(connection, _events.Count, ct) : [];
        var appended = new AppendedEvent[positions.Length];
        for (var n = 0; n < appended.Length; n++)
        {
            appended[n] = new AppendedEvent(positions[n], _events[n].Version, _events[n].StreamId, _events[n].Event);
        }

        _head = writer.AddTo(batch, _head, moves, appended);
        states.Write(batch, appended);
        if (appended.Length > 0)
        {
            batch.BatchCommands.Add(writer.MoveHead(_head));
        }

        if (batch.BatchCommands.Count > 0)
        {
            await batch.PrepareAsync(ct);
            await batch.ExecuteNonQueryAsync(ct);
            writer.RequireUnmoved(batch, moves);
        }
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
