using Ledger.Inventory.Stock;
using Npgsql;

namespace Ledger.Inventory.Storage;

/// <summary>A row of <c>stock_level</c>.</summary>
static class StockLevelRow
{
    /// <summary>Its columns, in the order in which they are read.</summary>
    public const string Columns =
        "sku, location, on_hand, reserved, committed, incoming, in_inspection, damaged, on_hand_cost, inspection_cost, "
        + "safety_stock, sequence, backorderable, currency";

    /// <summary>How many these are.</summary>
    public const int Count = 14;

    /// <summary>Begins a query of them.</summary>
    public const string Select = "select " + Columns;

    public static (StockKey Key, StockLevel Level) Read(NpgsqlDataReader reader) => (
        new StockKey(reader.GetString(0), reader.GetString(1)),
        new StockLevel(
            new StockBalance
            {
                OnHand = reader.GetInt64(2),
                Reserved = reader.GetInt64(3),
                Committed = reader.GetInt64(4),
                Incoming = reader.GetInt64(5),
                InInspection = reader.GetInt64(6),
                Damaged = reader.GetInt64(7),
                OnHandCost = reader.GetInt64(8),
                InspectionCost = reader.GetInt64(9),
            },
            reader.GetInt64(11), reader.GetInt64(10), reader.GetBoolean(12), reader.IsDBNull(13) ? null : reader.GetString(13)));
}
