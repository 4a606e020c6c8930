using Npgsql;
using NpgsqlTypes;

namespace Ledger.EventStore;

/// <summary>The inbox tables: questions about claims, and rows as columns.</summary>
sealed class InboxSql(string schema)
{
    /// <summary>The two questions about known entries, to be read in this order.</summary>
    public IEnumerable<NpgsqlBatchCommand> Select(IReadOnlyList<InboxClaim> claims)
    {
        const string Entry = "message_key, fact_key, fingerprint, disposition, reason, outcome_id, recorded_at";
        return
        [
            new($"select {Entry} from {schema}.inbox where message_key = any($1)") { Parameters = { Messages(claims) } },
            new($"select {Entry} from {schema}.inbox where fact_key = any($1)") { Parameters = { Facts(claims) } },
        ];
    }

    /// <summary>Reads the results of <see cref="Select"/> and moves to the next.</summary>
    public static async Task<List<KnownClaim>> ReadKnownAsync(NpgsqlDataReader reader, CancellationToken ct)
    {
        var known = new List<KnownClaim>();
        for (var question = 0; question < 2; question++)
        {
            while (await reader.ReadAsync(ct))
            {
                known.Add(ReadKnown(reader));
            }

            await reader.NextResultAsync(ct);
        }

        return known;
    }

    /// <summary>What was said against claims before.</summary>
    public async Task<IReadOnlyList<KnownContradiction>> ContradictionsAsync(
        NpgsqlConnection connection, IReadOnlyList<InboxClaim> claims, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"""
            select distinct kind, message_key, fact_key, fingerprint from {schema}.inbox_repeat
            where message_key = any($1) and kind = 'KEY_REUSED'
            union
            select distinct kind, message_key, fact_key, fingerprint from {schema}.inbox_repeat
            where fact_key = any($2) and kind = 'FACT_CONTRADICTED'
            """, connection)
        {
            Parameters = { Messages(claims), Facts(claims) },
        };
        await command.PrepareAsync(ct);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var known = new List<KnownContradiction>();
        while (await reader.ReadAsync(ct))
        {
            known.Add(new KnownContradiction(
                InboxKind.Parse(reader.GetString(0)), reader.GetGuid(1), reader.GetGuid(2), reader.GetFieldValue<byte[]>(3)));
        }

        return known;
    }

    /// <summary>Adds the commands that write; the months' partitions first.</summary>
    public void AddTo(
        NpgsqlBatch batch, DateTimeOffset recordedAt, bool ensurePartitions, IReadOnlyList<InboxAddition> added,
        IReadOnlyList<InboxRepeat> repeats, IReadOnlyCollection<InboxSettlement> settled)
    {
        if (ensurePartitions)
        {
            Add(batch, $"select {schema}.ensure_inbox_partitions($1)", Instant(recordedAt));
        }

        AddEntries(batch, recordedAt, added);
        AddRepeats(batch, recordedAt, repeats);
        AddSettlements(batch, settled);
    }

    void AddEntries(NpgsqlBatch batch, DateTimeOffset recordedAt, IReadOnlyList<InboxAddition> added)
    {
        if (added.Count == 0)
        {
            return;
        }

        Add(
            batch,
            $"""
            insert into {schema}.inbox (
                message_key, fact_key, fingerprint, source, source_event_id, stream_id, delivery_id, disposition, reason,
                outcome_id, recorded_at)
            select {SqlRows.Of(10)}, $11
            """,
            SqlArray.Of([.. added.Select(row => row.Claim.MessageKey)]),
            SqlArray.Of([.. added.Select(row => row.Claim.FactKey)]),
            SqlArray.Of([.. added.Select(row => row.Claim.Fingerprint)]),
            SqlArray.Of([.. added.Select(row => row.Claim.Source)]),
            SqlArray.Of([.. added.Select(row => row.Claim.SourceEventId)]),
            SqlArray.Of([.. added.Select(row => row.Claim.StreamId)]),
            SqlArray.Of([.. added.Select(row => row.Claim.DeliveryId)]),
            SqlArray.Of([.. added.Select(row => row.Record.Disposition)]),
            SqlArray.Of([.. added.Select(row => row.Record.Reason)]),
            SqlArray.Of([.. added.Select(row => row.Record.OutcomeId)]),
            Instant(recordedAt));
    }

    void AddRepeats(NpgsqlBatch batch, DateTimeOffset recordedAt, IReadOnlyList<InboxRepeat> repeats)
    {
        if (repeats.Count == 0)
        {
            return;
        }

        Add(
            batch,
            $"""
            insert into {schema}.inbox_repeat (
                message_key, fact_key, fingerprint, kind, source_event_id, delivery_id, recorded_at)
            select {SqlRows.Of(6)}, $7
            """,
            SqlArray.Of([.. repeats.Select(row => row.Claim.MessageKey)]),
            SqlArray.Of([.. repeats.Select(row => row.Claim.FactKey)]),
            SqlArray.Of([.. repeats.Select(row => row.Claim.Fingerprint)]),
            SqlArray.Of([.. repeats.Select(row => InboxKind.Of(row.Verdict))]),
            SqlArray.Of([.. repeats.Select(row => row.Claim.SourceEventId)]),
            SqlArray.Of([.. repeats.Select(row => row.Claim.DeliveryId)]),
            Instant(recordedAt));
    }

    void AddSettlements(NpgsqlBatch batch, IReadOnlyCollection<InboxSettlement> settled)
    {
        if (settled.Count == 0)
        {
            return;
        }

        Add(
            batch,
            $"""
            update {schema}.inbox i set disposition = t.disposition, reason = t.reason, outcome_id = t.outcome_id
            from (select {SqlRows.As("fact_key, disposition, reason, outcome_id")}) as t where i.fact_key = t.fact_key
            """,
            SqlArray.Of([.. settled.Select(settlement => settlement.FactKey)]),
            SqlArray.Of([.. settled.Select(settlement => settlement.Disposition)]),
            SqlArray.Of([.. settled.Select(settlement => settlement.Reason)]),
            SqlArray.Of([.. settled.Select(settlement => settlement.OutcomeId)]));
    }

    static NpgsqlParameter Messages(IReadOnlyList<InboxClaim> claims) => SqlArray.Of([.. claims.Select(claim => claim.MessageKey)]);

    static NpgsqlParameter Facts(IReadOnlyList<InboxClaim> claims) => SqlArray.Of([.. claims.Select(claim => claim.FactKey)]);

    static KnownClaim ReadKnown(NpgsqlDataReader reader) =>
        new(
            new InboxRecord(
                reader.GetGuid(0), reader.GetGuid(1), reader.GetString(3),
                reader.IsDBNull(4) ? null : reader.GetString(4),
                reader.IsDBNull(5) ? null : reader.GetGuid(5),
                reader.GetFieldValue<DateTimeOffset>(6)),
            reader.GetFieldValue<byte[]>(2));

    static NpgsqlParameter<DateTime> Instant(DateTimeOffset at) =>
        new() { TypedValue = at.UtcDateTime, NpgsqlDbType = NpgsqlDbType.TimestampTz };

    static void Add(NpgsqlBatch batch, string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(parameters);
        batch.BatchCommands.Add(command);
    }
}
