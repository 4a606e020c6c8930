using Ledger.Inventory.Stock;
using Ledger.Inventory.Storage;

namespace Ledger.Simulation.Storage;

/// <summary>The keys and checks of the inventory's tables, asked when rows are written.</summary>
sealed class StockConstraints(StockTables tables)
{
    /// <summary>Key of a reservation as the table has it.</summary>
    public static (DateTimeOffset ExpiresAt, string OrderRef, StockKey Stock) KeyOf(ReservationRow row) =>
        (WrittenRows.Micro(row.ExpiresAt), row.OrderRef, row.Key);

    /// <summary>Throws as the server would.</summary>
    public void Require(InventoryChanges changes)
    {
        foreach (var (key, level) in changes.Levels)
        {
            var b = level.Balance;
            if (new[] { b.OnHand, b.Reserved, b.Committed, b.Incoming, b.InInspection, b.Damaged, b.OnHandCost, b.InspectionCost }.Min() < 0)
            {
                throw new StoreException("23514", $"stock_level_counts_units: {key}");
            }
        }

        Once("stock_order_pk", New(changes.Orders, changes.Found.Orders), tables.Orders.ContainsKey);
        Once("stock_payment_pk", New(changes.Payments, changes.Found.Payments), tables.Payments.ContainsKey);
        var gone = changes.Unreserved.Select(KeyOf).ToHashSet();
        Once("stock_movement_pk", changes.Movements.Select(row => (row.Key, row.Sequence)), tables.Movements.ContainsKey);
        Once("stock_command_pk", changes.Commands.Select(command => command.CommandId), tables.Commands.ContainsKey);
        Once("stock_reservation_pk", changes.Reserved.Select(KeyOf), key => tables.Reservations.ContainsKey(key) && !gone.Contains(key));
        Once(
            "stock_held_event_pk", changes.Held.Select(held => held.Held.Event.EventId),
            id => tables.Held.ContainsKey(id) && !changes.NoLongerHeld.Contains(id));
    }

    /// <summary>What was not found is inserted as new.</summary>
    static IEnumerable<string> New<T>(IEnumerable<KeyValuePair<string, T>> rows, IReadOnlyDictionary<string, T> found) =>
        rows.Select(row => row.Key).Where(key => !found.ContainsKey(key));

    static void Once<TKey>(string constraint, IEnumerable<TKey> added, Func<TKey, bool> isThere)
    {
        var keys = added.ToList();
        if (keys.Exists(key => isThere(key)) || keys.Distinct().Count() < keys.Count)
        {
            throw StoreException.Duplicate(constraint);
        }
    }
}
