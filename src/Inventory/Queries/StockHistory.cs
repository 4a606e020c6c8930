using Ledger.Inventory.Events;
using Ledger.Inventory.Stock;
using Npgsql;

namespace Ledger.Inventory.Queries;

/// <summary>The movements of one stock, from its streams.</summary>
/// <param name="source">Connections to the inventory's server.</param>
/// <param name="schema">Its schema.</param>
public sealed class StockHistory(NpgsqlDataSource source, string schema)
{
    readonly string _movements =
        $"""
        select m.position, m.line_no, e.timestamp, e.type, e.data::text
        from {schema}.stock_movement m join {schema}.mt_events e on e.seq_id = m.position
        where m.sku = $1 and m.location = $2 order by m.sequence desc limit $3
        """;

    // The first movement behind an instant says what was on hand before it.
    readonly string _behind =
        $"""
        select m.position, m.line_no, e.timestamp, e.type, e.data::text
        from {schema}.stock_movement m join {schema}.mt_events e on e.seq_id = m.position
        where m.sku = $1 and m.location = $2 and e.timestamp > $3 order by m.sequence
        """;

    /// <summary>Reads the last ones, the newest first.</summary>
    public Task<IReadOnlyList<StockHistoryLine>> ReadAsync(StockKey key, int limit, CancellationToken ct) =>
        ReadAsync(_movements, key, new NpgsqlParameter<int> { TypedValue = limit }, ct);

    /// <summary>Reads those that were recorded after an instant, the oldest first.</summary>
    public Task<IReadOnlyList<StockHistoryLine>> ReadAfterAsync(StockKey key, DateTimeOffset after, CancellationToken ct) =>
        ReadAsync(_behind, key, new NpgsqlParameter<DateTime> { TypedValue = after.UtcDateTime }, ct);

    async Task<IReadOnlyList<StockHistoryLine>> ReadAsync(string sql, StockKey key, NpgsqlParameter last, CancellationToken ct)
    {
        await using var command = source.CreateCommand(sql);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Sku });
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = key.Location });
        command.Parameters.Add(last);
        await using var reader = await command.ExecuteReaderAsync(ct);
        var found = new List<StockHistoryLine>();
        while (await reader.ReadAsync(ct))
        {
            var (position, line) = (reader.GetInt64(0), reader.GetInt16(1));
            if (InventoryEventTypes.Read(reader.GetString(3), reader.GetFieldValue<byte[]>(4)) is not StockMoved moved
                || moved.Movements.Count <= line)
            {
                throw new FormatException($"The event at position {position} has no movement {line}, though stock_movement says so.");
            }

            found.Add(new StockHistoryLine(
                position, await reader.GetFieldValueAsync<DateTimeOffset>(2, ct), moved.Class, moved.EventId, moved.ProviderEventId,
                moved.OrderRef, moved.Actor, moved.Reason, moved.Remark, moved.Movements[line]));
        }

        return found;
    }
}

/// <summary>A movement of a stock and what caused it (R-IN-29).</summary>
/// <param name="Position">Where it lies in the stream.</param>
/// <param name="RecordedAt">When it was recorded.</param>
/// <param name="Cause">Class of the event, or kind of the command.</param>
/// <param name="CausedBy">The event or the command.</param>
/// <param name="ProviderEventId">The provider's event id; the command's id for commands.</param>
/// <param name="OrderRef">The order; null for goods without one.</param>
/// <param name="Actor">Who commanded it; null for events.</param>
/// <param name="Reason">Name of the remark; null when there is none.</param>
/// <param name="Remark">The shop's own reason or words; null when there are none.</param>
/// <param name="Movement">What moved, before and after.</param>
public sealed record StockHistoryLine(
    long Position, DateTimeOffset RecordedAt, string Cause, Guid CausedBy, string ProviderEventId, string? OrderRef, string? Actor,
    string? Reason, string? Remark, StockMovement Movement);
