using System.Text.Json;
using Ledger.Inventory.Events;
using Ledger.Inventory.Orders;
using Npgsql;

namespace Ledger.Inventory.Queries;

/// <summary>What stock an order has.</summary>
/// <param name="source">Connections to the inventory's server.</param>
/// <param name="schema">Its schema.</param>
public sealed class StockOrders(NpgsqlDataSource source, string schema)
{
    readonly string _order = $"select state from {schema}.stock_order where order_ref = $1";

    /// <summary>An order; null when nobody has heard of it.</summary>
    public async Task<OrderView?> FindAsync(string orderRef, CancellationToken ct)
    {
        await using var command = source.CreateCommand(_order);
        command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = orderRef });
        return await command.ExecuteScalarAsync(ct) is string state
            ? new OrderView(orderRef, JsonSerializer.Deserialize(state, InventoryJson.Default.OrderState)!)
            : null;
    }
}

/// <summary>An order and the stock it has.</summary>
/// <param name="OrderRef">The order.</param>
/// <param name="State">Its state.</param>
public sealed record OrderView(string OrderRef, OrderState State);
