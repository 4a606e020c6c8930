using Ledger.Inventory.Events;
using Ledger.Inventory.Stock;
using Ledger.PaymentEvents;

namespace Ledger.Inventory.Deciding;

/// <summary>The record of a conflict between payment and stock, or between two messages: what a person needs to decide (R-IN-20).</summary>
static class Conflicts
{
    /// <summary>The record, with the channel and the stocks as they are now.</summary>
    /// <param name="e">The event; null where a command found it, which names the stocks.</param>
    /// <param name="verdict">What is wrong; where it names no stocks, those of the event and its orders are meant.</param>
    /// <param name="states">The states that it was found over.</param>
    /// <param name="channel">The channel, by the policy.</param>
    public static StockExceptionRaised Of(PaymentEvent? e, StockVerdict verdict, StockStates states, string channel) => new()
    {
        Detail = verdict.Detail ?? "",
        Reason = verdict.Reason?.WireName(),
        Channel = channel,
        Snapshot =
        [
            .. (verdict.Stocks.Count > 0 || e is null ? verdict.Stocks : NamedBy(e, states))
                .Select(key => Snapshot(key, states.Level(key))),
        ],
    };

    /// <summary>The stocks that an event names, and those of the orders that it or its payment names.</summary>
    static IReadOnlyList<StockKey> NamedBy(PaymentEvent e, StockStates states)
    {
        var orders = new[] { e.OrderRef, states.Payment(e.StreamId).OrderRef }
            .Where(order => !string.IsNullOrWhiteSpace(order)).Distinct(StringComparer.Ordinal);
        return
        [
            .. e.OrderLines.Where(IsPlaced).Select(line => new StockKey(line.Sku!, line.Location!))
                .Concat(orders.SelectMany(order => states.Order(order!).Stocks)).Distinct().Order(),
        ];
    }

    static bool IsPlaced(OrderLine line) => !string.IsNullOrWhiteSpace(line.Sku) && !string.IsNullOrWhiteSpace(line.Location)
        && !line.Location.Contains('@', StringComparison.Ordinal);

    static StockSnapshot Snapshot(StockKey key, StockLevel level) =>
        new(key.Sku, key.Location, level.Balance, level.Available, level.Sequence);
}
