using Ledger.Faults.Parts;
using Npgsql;

namespace Ledger.Faults.Checking;

/// <summary>What the ledger says at the end of a run, read from its tables as they are documented.</summary>
sealed record LedgerFacts
{
    /// <summary>First mentions of facts.</summary>
    public required IReadOnlyList<InboxRow> Inbox { get; init; }

    /// <summary>Repeats.</summary>
    public required IReadOnlyList<RepeatRow> Repeats { get; init; }

    /// <summary>Lines of journal entries.</summary>
    public required IReadOnlyList<LineRow> Lines { get; init; }

    /// <summary>Deliveries in the archive, refused ones too.</summary>
    public required IReadOnlyList<DeliveryRow> Deliveries { get; init; }

    /// <summary>Position of the last event.</summary>
    public required long LastPosition { get; init; }

    /// <summary>Position of the relay.</summary>
    public required long RelayPosition { get; init; }

    /// <summary>Reads all of it.</summary>
    public static async Task<LedgerFacts> ReadAsync(FaultStack stack, CancellationToken ct) => new()
    {
        Inbox = await RowsAsync(stack, "select source_event_id, fact_key, stream_id, disposition from journal.inbox",
            row => new InboxRow(row.GetString(0), row.GetGuid(1), row.GetString(2), row.GetString(3)), ct),
        Repeats = await RowsAsync(stack, "select source_event_id, fact_key, kind from journal.inbox_repeat",
            row => new RepeatRow(row.GetString(0), row.GetGuid(1), row.GetString(2)), ct),
        Lines = await RowsAsync(stack,
            """
            select coalesce(e.id, gen_random_uuid()), coalesce(e.stream_id, 'no event at ' || position), account, side = 'D',
                   minor_units, currency::text
            from journal.journal_line left join journal.mt_events e on seq_id = position
            """,
            row => new LineRow(
                row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetBoolean(3), row.GetInt64(4), row.GetString(5)), ct),
        Deliveries = await RowsAsync(stack,
            "select delivery_id, provider_event_id, verdict from evidence.raw_delivery",
            row => new DeliveryRow(row.GetGuid(0), row.IsDBNull(1) ? null : row.GetString(1), row.GetString(2) == "verified"), ct),
        LastPosition = (await RowsAsync(
            stack, "select coalesce(max(seq_id), 0) from journal.mt_events where type <> 'tombstone'", row => row.GetInt64(0), ct))[0],
        RelayPosition = (await RowsAsync(
            stack, "select coalesce(max(position), 0) from journal.relay_position", row => row.GetInt64(0), ct))[0],
    };

    /// <summary>Without what the inventory told of goods.</summary>
    public LedgerFacts OfProvider()
    {
        var goods = Inbox.Where(row => IsGoods(row.StreamId)).Select(row => row.FactKey).ToHashSet();
        return this with
        {
            Inbox = [.. Inbox.Where(row => !goods.Contains(row.FactKey))],
            Lines = [.. Lines.Where(line => !IsGoods(line.StreamId))],
            Repeats = [.. Repeats.Where(row => !goods.Contains(row.FactKey))],
        };
    }

    /// <summary>True for streams of goods.</summary>
    public static bool IsGoods(string streamId) => streamId.StartsWith("goods/", StringComparison.Ordinal);

    internal static Task<List<T>> RowsAsync<T>(FaultStack stack, string sql, Func<NpgsqlDataReader, T> read, CancellationToken ct) =>
        stack.QueryAsync(sql, async reader =>
        {
            var rows = new List<T>();
            while (await reader.ReadAsync(ct))
            {
                rows.Add(read(reader));
            }

            return rows;
        }, ct);
}

/// <summary>The first mention of a fact.</summary>
sealed record InboxRow(string SourceEventId, Guid FactKey, string StreamId, string Disposition);

/// <summary>A repeat, and what kind of.</summary>
sealed record RepeatRow(string SourceEventId, Guid FactKey, string Kind);

/// <summary>A line of an entry.</summary>
sealed record LineRow(Guid EntryId, string StreamId, string Account, bool IsDebit, long MinorUnits, string Currency);

/// <summary>An archived delivery.</summary>
sealed record DeliveryRow(Guid DeliveryId, string? ProviderEventId, bool Verified);
