using System.Text.Json;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Deciding;
using Ledger.Inventory.Events;
using Ledger.Inventory.Stock;
using Ledger.Inventory.Storage;
using Ledger.Simulation.Kernel;

namespace Ledger.Simulation.Storage;

/// <summary>
/// How the inventory reads its tables: a payment leads to its order and to what its held events name, an order to its stocks.
/// </summary>
sealed class StockSchema(StockTables tables, TimeProvider clock) : ISimulatedSchema<StockStates, InventoryChanges>
{
    public async Task<StockStates> LoadAsync(Session session, Step step, IReadOnlyCollection<string> keys)
    {
        var states = new StockStates(WrittenRows.Micro(clock.GetUtcNow()), keys);
        var stocks = new SortedSet<StockKey>(keys.Where(IsStock).Select(StockKey.Parse));
        await session.CallAsync(step, () => ReadOrders(keys, states, stocks));
        if (stocks.Count > 0)
        {
            await session.CallAsync(step, () => ReadLevels(states, stocks));
        }

        return states;
    }

    public Action Write(InventoryChanges changes)
    {
        new StockConstraints(tables).Require(changes);
        return () => Apply(changes);
    }

    void ReadOrders(IReadOnlyCollection<string> keys, StockStates states, SortedSet<StockKey> stocks)
    {
        var orders = keys.Where(key => key.StartsWith(OrderStream.Prefix, StringComparison.Ordinal))
            .Select(key => key[OrderStream.Prefix.Length..]).ToHashSet(StringComparer.Ordinal);
        foreach (var key in keys.Where(tables.Payments.ContainsKey))
        {
            var (orderRef, text) = tables.Payments[key];
            var payment = JsonSerializer.Deserialize(text, InventoryJson.Default.PaymentFacts)!;
            states.Set(key, payment);
            orders.UnionWith(orderRef is null ? [] : [orderRef]);
            orders.UnionWith(tables.Held.Values.Where(held => held.Stream == key).Select(held => held.OrderRef).OfType<string>());
            foreach (var held in payment.HeldKeys)
            {
                states.Know(held);
                stocks.UnionWith(IsStock(held) ? [StockKey.Parse(held)] : []);
            }
        }

        foreach (var orderRef in orders.Where(tables.Orders.ContainsKey))
        {
            var order = JsonSerializer.Deserialize(tables.Orders[orderRef], InventoryJson.Default.OrderState)!;
            states.Set(orderRef, order);
            stocks.UnionWith(order.Stocks);
        }

        foreach (var row in keys.Select(OrderStream.CaseOf).OfType<string>().Select(id => tables.Cases.GetValueOrDefault((id, ""))).OfType<CaseRow>())
        {
            var asked = row.Kind == CaseKind.Correction
                ? JsonSerializer.Deserialize(row.Content, InventoryJson.Default.CorrectionRequested)
                : null;
            states.SetCase(row.CaseId, new OpenCase(row.CaseId, row.Kind, row.StreamId, asked?.Correction, row.Actor));
        }

        states.NotBefore(tables.LastRecorded ?? states.AsOf);
    }

    void ReadLevels(StockStates states, SortedSet<StockKey> stocks)
    {
        var lapsed = tables.Reservations.Where(row => row.Key.ExpiresAt <= states.AsOf)
            .GroupBy(row => row.Key.Stock).ToDictionary(rows => rows.Key, rows => rows.Sum(row => row.Value));
        foreach (var key in stocks)
        {
            states.Know(key.StreamId);
            if (tables.Levels.TryGetValue(key, out var level))
            {
                states.Set(key, level with { LapsedAsOf = states.AsOf, Lapsed = lapsed.GetValueOrDefault(key) });
            }
        }
    }

    void Apply(InventoryChanges changes)
    {
        foreach (var (key, level) in changes.Levels)
        {
            tables.Levels[key] = level with { Lapsed = 0, LapsedAsOf = default };
        }

        foreach (var row in changes.Movements)
        {
            tables.Movements.Add((row.Key, row.Sequence), row);
        }

        foreach (var (orderRef, order) in changes.Orders)
        {
            tables.Orders[orderRef] = JsonSerializer.SerializeToUtf8Bytes(order, InventoryJson.Default.OrderState);
        }

        foreach (var (stream, payment) in changes.Payments)
        {
            tables.Payments[stream] = (payment.OrderRef, JsonSerializer.SerializeToUtf8Bytes(payment, InventoryJson.Default.PaymentFacts));
        }

        foreach (var row in changes.Unreserved)
        {
            tables.Reservations.Remove(StockConstraints.KeyOf(row));
        }

        foreach (var row in changes.Reserved)
        {
            tables.Reservations.Add(StockConstraints.KeyOf(row), row.Quantity);
        }

        ApplyCases(changes);
    }

    void ApplyCases(InventoryChanges changes)
    {
        foreach (var id in changes.NoLongerHeld)
        {
            tables.Held.Remove(id);
        }

        foreach (var (stream, held) in changes.Held)
        {
            tables.Held.Add(held.Event.EventId, (stream, held.Event.OrderRef));
        }

        foreach (var key in changes.Closed)
        {
            tables.Cases.Remove(key);
        }

        foreach (var row in changes.Opened)
        {
            tables.Cases.TryAdd((row.CaseId, row.OrderRef), row);
        }

        foreach (var command in changes.Commands)
        {
            tables.Commands.Add(command.CommandId, command);
        }
    }

    static bool IsStock(string key) => key.StartsWith(StockKey.Prefix, StringComparison.Ordinal);
}
