using System.Text;
using System.Text.Json;
using Ledger.Inventory.Events;

namespace Ledger.Inventory.Storage;

/// <summary>A read model as text: its rows in the table, and what they must be, by key.</summary>
/// <param name="Name">Name of the table.</param>
/// <param name="Rows">Query of key and content, both text.</param>
/// <param name="Expected">The same from a fold of the events.</param>
sealed record StockTable(string Name, string Rows, Func<InventoryChanges, IEnumerable<(string Key, string Content)>> Expected)
{
    /// <summary>All read models that events give.</summary>
    public static IReadOnlyList<StockTable> All { get; } =
    [
        new("stock_level",
            """
            select sku || '@' || location, concat_ws(' ', on_hand, reserved, committed, incoming, in_inspection, damaged, on_hand_cost,
                   inspection_cost, safety_stock, sequence, backorderable, coalesce(currency, '-')) from stock_level
            """,
            fold => fold.Levels.Select(level => (level.Key.ToString(), Content(level.Value)))),
        new("stock_movement",
            "select sku || '@' || location || ' ' || sequence, position || ' ' || line_no from stock_movement",
            fold => fold.Movements.Select(row => ($"{row.Key} {row.Sequence}", $"{row.Position} {row.Line}"))),
        new("stock_order", "select order_ref, state from stock_order",
            fold => fold.Orders.Select(order => (order.Key, Json(order.Value, InventoryJson.Default.OrderState)))),
        new("stock_payment", "select stream_id, coalesce(order_ref, '-') || ' ' || state from stock_payment",
            fold => fold.Payments.Select(payment => (
                payment.Key, $"{payment.Value.OrderRef ?? "-"} {Json(payment.Value, InventoryJson.Default.PaymentFacts)}"))),
        new("stock_reservation",
            """
            select order_ref || ' ' || sku || '@' || location, quantity || ' ' || (extract(epoch from expires_at) * 1000000)::bigint
            from stock_reservation
            """,
            fold => fold.Reserved.Select(row => ($"{row.OrderRef} {row.Key}", $"{row.Quantity} {Microseconds(row.ExpiresAt)}"))),
        new("stock_held_event",
            "select event_id::text, concat_ws(' ', stream_id, class, array_to_string(missing, ', ')) from stock_held_event",
            fold => fold.Held.Select(held => (
                held.Held.Event.EventId.ToString(),
                $"{held.StreamId} {held.Held.Event.Class} {string.Join(", ", held.Held.Missing)}"))),
        new("stock_case",
            """
            select case_id || ' ' || order_ref, concat_ws(' ', kind, stream_id, reason, coalesce(actor, '-'), detail,
                   (extract(epoch from raised_at) * 1000000)::bigint) from stock_case
            """,
            fold => fold.Opened.Select(row => (
                $"{row.CaseId} {row.OrderRef}",
                $"{row.Kind} {row.StreamId} {row.Reason} {row.Actor ?? "-"} {row.Detail} {Microseconds(row.RaisedAt)}"))),
    ];

    static string Content(Stock.StockLevel level)
    {
        var b = level.Balance;
        return $"{b.OnHand} {b.Reserved} {b.Committed} {b.Incoming} {b.InInspection} {b.Damaged} {b.OnHandCost} {b.InspectionCost} "
            + $"{level.SafetyStock} {level.Sequence} {(level.Backorderable ? "t" : "f")} {level.Currency ?? "-"}";
    }

    static long Microseconds(DateTimeOffset at) => (at - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    static string Json<T>(T state, System.Text.Json.Serialization.Metadata.JsonTypeInfo<T> json) =>
        Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(state, json));
}
