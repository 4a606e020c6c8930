using Ledger.Faults.Parts;

namespace Ledger.Faults.Checking;

/// <summary>What the inventory says at the end of a run, read from its tables as they are documented.</summary>
sealed record StockFacts
{
    /// <summary>First mentions of events and commands.</summary>
    public required IReadOnlyList<StockInboxRow> Inbox { get; init; }

    /// <summary>Stocks as their table has them.</summary>
    public required IReadOnlyList<LevelRow> Levels { get; init; }

    /// <summary>Movements as the events have them.</summary>
    public required IReadOnlyList<StockMoveRow> Moves { get; init; }

    /// <summary>Position of the last event.</summary>
    public required long LastPosition { get; init; }

    /// <summary>Position of the relay.</summary>
    public required long RelayPosition { get; init; }

    /// <summary>Reads all of it.</summary>
    public static async Task<StockFacts> ReadAsync(FaultStack stack, CancellationToken ct) => new()
    {
        Inbox = await LedgerFacts.RowsAsync(
            stack, "select fact_key, stream_id, disposition, coalesce(reason, '') from inventory.inbox",
            row => new StockInboxRow(row.GetGuid(0), row.GetString(1), row.GetString(2), row.GetString(3)), ct),
        Levels = await LedgerFacts.RowsAsync(stack,
            """
            select sku, location, on_hand, reserved, committed, in_inspection, damaged, on_hand_cost, sequence
            from inventory.stock_level
            """,
            row => new LevelRow(
                row.GetString(0), row.GetString(1), row.GetInt64(2), row.GetInt64(3), row.GetInt64(4), row.GetInt64(5),
                row.GetInt64(6), row.GetInt64(7), row.GetInt64(8)), ct),
        Moves = await LedgerFacts.RowsAsync(stack,
            """
            select e.id, e.seq_id, e.data ->> 'EventId', m ->> 'Sku', m ->> 'Location', (m ->> 'Sequence')::bigint, e.stream_id
            from inventory.mt_events e cross join lateral jsonb_array_elements(e.data -> 'Movements') m
            where e.type = 'stock_moved'
            """,
            row => new StockMoveRow(
                row.GetGuid(0), row.GetInt64(1), Guid.Parse(row.GetString(2)), row.GetString(3), row.GetString(4), row.GetInt64(5),
                row.GetString(6)), ct),
        LastPosition = (await LedgerFacts.RowsAsync(
            stack, "select coalesce(max(seq_id), 0) from inventory.mt_events where type <> 'tombstone'", row => row.GetInt64(0), ct))[0],
        RelayPosition = (await LedgerFacts.RowsAsync(
            stack, "select coalesce(max(position), 0) from inventory.relay_position", row => row.GetInt64(0), ct))[0],
    };
}

/// <summary>The first mention of an event or a command.</summary>
sealed record StockInboxRow(Guid FactKey, string StreamId, string Disposition, string Reason)
{
    /// <summary>True for what the shop commanded.</summary>
    public bool IsCommand => StreamId.StartsWith("stock/", StringComparison.Ordinal) || StreamId.StartsWith("order/", StringComparison.Ordinal);
}

/// <summary>A stock.</summary>
sealed record LevelRow(
    string Sku, string Location, long OnHand, long Reserved, long Committed, long InInspection, long Damaged, long OnHandCost, long Sequence);

/// <summary>A movement of a stock.</summary>
sealed record StockMoveRow(Guid FactId, long Position, Guid CauseId, string Sku, string Location, long Sequence, string StreamId);
