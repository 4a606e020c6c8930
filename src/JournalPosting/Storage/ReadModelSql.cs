using System.Text.Json;
using Ledger.EventStore;
using Ledger.JournalPosting.Events;
using Ledger.JournalPosting.States;
using Ledger.PaymentEvents;
using Npgsql;
using NpgsqlTypes;

namespace Ledger.JournalPosting.Storage;

/// <summary>Writes changes of the read models as a few array statements, and reads states back.</summary>
/// <param name="schema">Schema of the journal.</param>
/// <param name="suffix">Empty for the live tables; the ending of the side tables in a rebuild.</param>
sealed class ReadModelSql(string schema, string suffix)
    : ICommitTables<IReadOnlyDictionary<string, PaymentState>, ReadModelChanges>
{
    readonly string _load = $"select stream_id, state from {schema}.payment_state{suffix} where stream_id = any($1)";

    readonly string _recall =
        $"""
        select id, data ->> 'Fingerprint', timestamp from {schema}.mt_events
        where type = 'journal_entry_posted' and id = any($1)
        """;

    readonly string _states =
        $"""
        insert into {schema}.payment_state{suffix} as s (stream_id, status, state, version)
        select {SqlRows.Of(4)}
        on conflict (stream_id) do update
        set status = excluded.status, state = excluded.state, version = excluded.version
        """;

    readonly string _lines =
        $"""
        insert into {schema}.journal_line{suffix} (
            position, minor_units, recorded_at, booking_date, line_no, side, currency, account)
        select {SqlRows.Of(8)}
        """;

    readonly string _balances =
        $"""
        insert into {schema}.account_balance{suffix} as b (account, currency, debits, credits)
        select {SqlRows.Of(4)}
        on conflict (account, currency) do update
        set debits = b.debits + excluded.debits, credits = b.credits + excluded.credits
        """;

    readonly string _days =
        $"""
        insert into {schema}.daily_balance{suffix} as b (booking_date, account, currency, debits, credits)
        select {SqlRows.Of(5)}
        on conflict (booking_date, account, currency) do update
        set debits = b.debits + excluded.debits, credits = b.credits + excluded.credits
        """;

    readonly string _unhold = $"delete from {schema}.held_event{suffix} where stream_id = any($1)";

    readonly string _hold =
        $"""
        insert into {schema}.held_event{suffix} (event_id, stream_id, class, reason, deadline, overdue, event)
        select {SqlRows.Of(7)}
        """;

    readonly string _keys =
        $"""
        insert into {schema}.trace_key{suffix} (value, stream_id)
        select {SqlRows.Of(2)}
        on conflict do nothing
        """;

    /// <summary>Loads states in one round trip; streams that do not exist are left out.</summary>
    public async Task<IReadOnlyDictionary<string, PaymentState>> LoadAsync(
        NpgsqlConnection connection, IReadOnlyCollection<string> streamIds, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(_load, connection);
        command.Parameters.Add(Column([.. streamIds], NpgsqlDbType.Text));
        await command.PrepareAsync(ct);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var states = new Dictionary<string, PaymentState>(streamIds.Count, StringComparer.Ordinal);
        while (await reader.ReadAsync(ct))
        {
            states[reader.GetString(0)] = PaymentStateJson.Read(reader.GetFieldValue<byte[]>(1));
        }

        return states;
    }

    /// <summary>
    /// What the entries that stand tell of their facts: the first entry of a fact is named after it, and keeps its fingerprint.
    /// </summary>
    public async Task<IReadOnlyList<KnownClaim>> RecallAsync(
        NpgsqlConnection connection, IReadOnlyList<InboxClaim> claims, CancellationToken ct)
    {
        var facts = claims.Select(claim => claim.FactKey).Distinct()
            .ToDictionary(fact => JournalEntryPosted.EntryIdOf(fact, 0));
        await using var command = new NpgsqlCommand(_recall, connection);
        command.Parameters.Add(Column([.. facts.Keys], NpgsqlDbType.Uuid));
        await using var reader = await command.ExecuteReaderAsync(ct);
        var known = new List<KnownClaim>();
        while (await reader.ReadAsync(ct))
        {
            var entryId = reader.GetGuid(0);
            known.Add(new KnownClaim(
                new InboxRecord(
                    Guid.Empty, facts[entryId], Disposition.Posted, Reason: null, entryId, reader.GetFieldValue<DateTimeOffset>(2)),
                Convert.FromHexString(reader.GetString(1))));
        }

        return known;
    }

    /// <summary>Adds the statements; accounts and days go in their own order.</summary>
    public void Write(NpgsqlBatch batch, ReadModelChanges changes)
    {
        if (changes.Streams.Count == 0)
        {
            return;
        }

        WriteStates(batch, changes);
        WriteHolds(batch, changes);
        WriteKeys(batch, changes);
        if (changes.Lines.Count > 0)
        {
            WriteLines(batch, changes.Lines);
            WriteBalances(batch, changes.Totals);
        }
    }

    void WriteStates(NpgsqlBatch batch, ReadModelChanges changes)
    {
        var streams = changes.Streams.ToArray();
        Add(batch, _states,
            Column(Array.ConvertAll(streams, s => s.Key), NpgsqlDbType.Text),
            Column(Array.ConvertAll(streams, s => s.Value.After.Status), NpgsqlDbType.Text),
            Column(Array.ConvertAll(streams, s => PaymentStateJson.Write(s.Value.After)), NpgsqlDbType.Text),
            Column(Array.ConvertAll(streams, s => s.Value.Version), NpgsqlDbType.Bigint));
    }

    void WriteHolds(NpgsqlBatch batch, ReadModelChanges changes)
    {
        var moved = changes.Streams.Where(s => !ReferenceEquals(s.Value.Before.Held, s.Value.After.Held)).ToArray();
        if (moved.Any(s => s.Value.Before.Held.Count > 0))
        {
            Add(batch, _unhold, Column(Array.ConvertAll(moved, s => s.Key), NpgsqlDbType.Text));
        }

        var held = moved.SelectMany(s => s.Value.After.Held.Select(e => (Stream: s.Key, Hold: e))).ToArray();
        if (held.Length > 0)
        {
            Add(batch, _hold,
                Column(Array.ConvertAll(held, h => h.Hold.Event.EventId), NpgsqlDbType.Uuid),
                Column(Array.ConvertAll(held, h => h.Stream), NpgsqlDbType.Text),
                Column(Array.ConvertAll(held, h => h.Hold.Event.Class), NpgsqlDbType.Text),
                Column(Array.ConvertAll(held, h => h.Hold.Reason), NpgsqlDbType.Text),
                Column(Array.ConvertAll(held, h => h.Hold.Deadline.UtcDateTime), NpgsqlDbType.TimestampTz),
                Column(Array.ConvertAll(held, h => h.Hold.Overdue), NpgsqlDbType.Boolean),
                Column(
                    Array.ConvertAll(
                        held, h => JsonSerializer.SerializeToUtf8Bytes(h.Hold.Event, PaymentEventJson.Default.PaymentEvent)),
                    NpgsqlDbType.Jsonb));
        }
    }

    void WriteKeys(NpgsqlBatch batch, ReadModelChanges changes)
    {
        // A fold only ever adds keys at the end.
        var keys = changes.Streams.SelectMany(s =>
            s.Value.After.TraceKeys.Skip(s.Value.Before.TraceKeys.Count)
                .Select(key => (Key: key, Stream: s.Key))).ToArray();
        if (keys.Length > 0)
        {
            Add(batch, _keys,
                Column(Array.ConvertAll(keys, k => k.Key), NpgsqlDbType.Text),
                Column(Array.ConvertAll(keys, k => k.Stream), NpgsqlDbType.Text));
        }
    }

    void WriteLines(NpgsqlBatch batch, IReadOnlyList<LineRow> lines)
    {
        LineRow[] rows = [.. lines];
        Add(batch, _lines,
            Column(Array.ConvertAll(rows, r => r.Position), NpgsqlDbType.Bigint),
            Column(Array.ConvertAll(rows, r => r.Line.MinorUnits), NpgsqlDbType.Bigint),
            Column(Array.ConvertAll(rows, r => r.RecordedAt.UtcDateTime), NpgsqlDbType.TimestampTz),
            Column(Array.ConvertAll(rows, r => r.BookingDate), NpgsqlDbType.Date),
            Column(Array.ConvertAll(rows, r => (short)r.Index), NpgsqlDbType.Smallint),
            Column(Array.ConvertAll(rows, r => r.Side), NpgsqlDbType.InternalChar),
            Column(Array.ConvertAll(rows, r => r.Line.Currency), NpgsqlDbType.Text),
            Column(Array.ConvertAll(rows, r => r.Line.Account), NpgsqlDbType.Text));
    }

    /// <summary>Adds the statements that add sums to the balances.</summary>
    public void WriteBalances(NpgsqlBatch batch, BalanceTotals totals)
    {
        var accounts = totals.Accounts.Keys;
        Add(batch, _balances,
            Column(Array.ConvertAll(accounts, k => k.Account), NpgsqlDbType.Text),
            Column(Array.ConvertAll(accounts, k => k.Currency), NpgsqlDbType.Text),
            Column(totals.Accounts.Debits, NpgsqlDbType.Numeric),
            Column(totals.Accounts.Credits, NpgsqlDbType.Numeric));
        var days = totals.Days.Keys;
        Add(batch, _days,
            Column(Array.ConvertAll(days, k => k.Day), NpgsqlDbType.Date),
            Column(Array.ConvertAll(days, k => k.Account), NpgsqlDbType.Text),
            Column(Array.ConvertAll(days, k => k.Currency), NpgsqlDbType.Text),
            Column(totals.Days.Debits, NpgsqlDbType.Numeric),
            Column(totals.Days.Credits, NpgsqlDbType.Numeric));
    }

    static void Add(NpgsqlBatch batch, string sql, params NpgsqlParameter[] columns)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(columns);
        batch.BatchCommands.Add(command);
    }

    static NpgsqlParameter<T[]> Column<T>(T[] values, NpgsqlDbType element) =>
        new() { TypedValue = values, NpgsqlDbType = NpgsqlDbType.Array | element };
}
