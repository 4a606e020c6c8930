using Npgsql;
using NpgsqlTypes;

namespace Ledger.EventStore;

/// <summary>What a batch writes into the inbox tables, as columns.</summary>
sealed class InboxRows(string schema)
{
    readonly List<(InboxClaim Claim, InboxEntry Entry)> _added = [];
    readonly HashSet<InboxEntry> _entries = [];
    readonly List<(InboxClaim Claim, string Kind)> _repeats = [];
    readonly Dictionary<Guid, InboxSettlement> _settled = [];

    public Guid? FirstAdded => _added.Count > 0 ? _added[0].Claim.MessageKey : null;

    public void Add(InboxClaim claim, InboxEntry entry)
    {
        _added.Add((claim, entry));
        _entries.Add(entry);
    }

    public bool Holds(InboxEntry entry) => _entries.Contains(entry);

    public void AddRepeat(InboxClaim claim, InboxVerdict verdict) => _repeats.Add((claim, InboxKind.Of(verdict)));

    public void Settle(InboxSettlement settlement) => _settled[settlement.FactKey] = settlement;

    public void AddTo(NpgsqlBatch batch, DateTimeOffset recordedAt, bool ensurePartitions)
    {
        if (ensurePartitions && _added.Count > 0)
        {
            Add(batch, $"select {schema}.ensure_inbox_partitions($1)", Instant(recordedAt));
        }

        AddEntries(batch, recordedAt);
        AddRepeats(batch, recordedAt);
        AddSettlements(batch);
    }

    void AddEntries(NpgsqlBatch batch, DateTimeOffset recordedAt)
    {
        if (_added.Count == 0)
        {
            return;
        }

        Add(
            batch,
            $"""
            insert into {schema}.inbox (
                message_key, fact_key, fingerprint, source, source_event_id, stream_id, delivery_id, disposition, reason,
                outcome_id, recorded_at)
            select message_key, fact_key, fingerprint, source, source_event_id, stream_id, delivery_id, disposition, reason,
                   outcome_id, $11
            from unnest($1, $2, $3, $4, $5, $6, $7, $8, $9, $10) as t (
                message_key, fact_key, fingerprint, source, source_event_id, stream_id, delivery_id, disposition, reason,
                outcome_id)
            """,
            SqlArray.Of([.. _added.Select(row => row.Claim.MessageKey)]),
            SqlArray.Of([.. _added.Select(row => row.Claim.FactKey)]),
            SqlArray.Of([.. _added.Select(row => row.Claim.Fingerprint)]),
            SqlArray.Of([.. _added.Select(row => row.Claim.Source)]),
            SqlArray.Of([.. _added.Select(row => row.Claim.SourceEventId)]),
            SqlArray.Of([.. _added.Select(row => row.Claim.StreamId)]),
            SqlArray.Of([.. _added.Select(row => row.Claim.DeliveryId)]),
            SqlArray.Of([.. _added.Select(row => row.Entry.Record.Disposition)]),
            SqlArray.Of([.. _added.Select(row => row.Entry.Record.Reason)]),
            SqlArray.Of([.. _added.Select(row => row.Entry.Record.OutcomeId)]),
            Instant(recordedAt));
    }

    void AddRepeats(NpgsqlBatch batch, DateTimeOffset recordedAt)
    {
        if (_repeats.Count == 0)
        {
            return;
        }

        Add(
            batch,
            $"""
            insert into {schema}.inbox_repeat (
                message_key, fact_key, fingerprint, kind, source_event_id, delivery_id, recorded_at)
            select message_key, fact_key, fingerprint, kind, source_event_id, delivery_id, $7
            from unnest($1, $2, $3, $4, $5, $6) as t (message_key, fact_key, fingerprint, kind, source_event_id, delivery_id)
            """,
            SqlArray.Of([.. _repeats.Select(row => row.Claim.MessageKey)]),
            SqlArray.Of([.. _repeats.Select(row => row.Claim.FactKey)]),
            SqlArray.Of([.. _repeats.Select(row => row.Claim.Fingerprint)]),
            SqlArray.Of([.. _repeats.Select(row => row.Kind)]),
            SqlArray.Of([.. _repeats.Select(row => row.Claim.SourceEventId)]),
            SqlArray.Of([.. _repeats.Select(row => row.Claim.DeliveryId)]),
            Instant(recordedAt));
    }

    void AddSettlements(NpgsqlBatch batch)
    {
        if (_settled.Count == 0)
        {
            return;
        }

        Add(
            batch,
            $"""
            update {schema}.inbox i set disposition = t.disposition, reason = t.reason, outcome_id = t.outcome_id
            from unnest($1, $2, $3, $4) as t (fact_key, disposition, reason, outcome_id) where i.fact_key = t.fact_key
            """,
            SqlArray.Of([.. _settled.Keys]),
            SqlArray.Of([.. _settled.Values.Select(settlement => settlement.Disposition)]),
            SqlArray.Of([.. _settled.Values.Select(settlement => settlement.Reason)]),
            SqlArray.Of([.. _settled.Values.Select(settlement => settlement.OutcomeId)]));
    }

    static NpgsqlParameter<DateTime> Instant(DateTimeOffset at) =>
        new() { TypedValue = at.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    static void Add(NpgsqlBatch batch, string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(parameters);
        batch.BatchCommands.Add(command);
    }
}
