using Ledger.Inventory.Orders;
using Ledger.Inventory.Policy;
using Ledger.Inventory.Stock;

namespace Ledger.Inventory.Deciding;

/// <summary>What authorizations, captures and carts have in common about an order's lines.</summary>
static class LineChecks
{
    /// <summary>Why an event cannot be decided with what it says; null when it can.</summary>
    public static StockVerdict? Refusal(StatedLines stated, PaymentFacts payment, StockPolicy policy)
    {
        if (payment.OrderRef is { } known && stated.OrderRef != known)
        {
            return StockVerdict.Raised(
                StockReason.OrderContradicted, $"The payment pays order {known}; the event says {stated.OrderRef}.");
        }

        if (stated.Missing.Count == 0)
        {
            return null;
        }

        return policy.IgnoresWithoutLines && stated.Missing.Any(missing => missing.Reason == StockReason.LinesMissing)
            ? StockVerdict.Noop(StockReason.NoLines)
            : StockVerdict.Held(stated.Missing[0].Reason, [.. stated.Missing.Select(missing => missing.Text)]);
    }

    /// <summary>True while nobody else relies on the order's lines and none has been given away.</summary>
    public static bool CanRestate(OrderState order, string streamId, DateTimeOffset now) =>
        !order.IsPaidOtherwise(streamId, now) && order.Lines.All(line => line.Committed + line.Shipped == 0);

    public static StockVerdict Contradicted(StatedLines stated, OrderState order) => StockVerdict.Raised(
        StockReason.LinesContradicted,
        $"The order has {Text(order.Lines.Where(line => line.Quantity > 0).Select(line => (line.Key, line.Quantity)))}; the event says "
        + $"{Text(stated.Lines.Select(line => (line.Key, line.Value)))}.",
        [.. stated.Lines.Keys.Order()]) with
    { OrderRef = stated.OrderRef };

    /// <summary>Units of a stock that the order has in any way.</summary>
    public static long Has(OrderState order, StockKey key) =>
        order.LineOf(key) is { } line ? line.Reserved + line.Committed + line.Shipped : 0;

    /// <summary>What is not there of what is wanted; null when all can be promised.</summary>
    public static string? Short(StockStates draft, IReadOnlyList<(StockKey Key, long Units)> wanted)
    {
        var shortages = wanted.Where(line => !draft.Level(line.Key).CanPromise(line.Units))
            .Select(line => $"{line.Key}: {line.Units} wanted, {Math.Max(0, draft.Level(line.Key).Available)} available")
            .ToList();
        return shortages.Count == 0 ? null : string.Join("; ", shortages) + ".";
    }

    /// <summary>Releases what the order had reserved for too long, and gives the order without it.</summary>
    public static OrderState ReleaseLapsed(Movements movements, OrderState order)
    {
        if (!order.HasLapsed(movements.Draft.AsOf))
        {
            return order;
        }

        movements.ReleaseAll(order, order.LapsesAt, committedToo: false);
        return order with { Lines = [.. order.Lines.Select(line => line with { Reserved = 0 })], CartUntil = null };
    }

    /// <summary>Releases what is reserved beyond the lines that are stated now.</summary>
    public static void ReleaseUnstated(Movements movements, OrderState order, StatedLines stated)
    {
        foreach (var line in order.Lines.OrderBy(line => line.Key))
        {
            var tooMuch = line.Reserved + line.Committed + line.Shipped - stated.Lines.GetValueOrDefault(line.Key);
            movements.Release(line.Key, Math.Clamp(tooMuch, 0, line.Reserved), 0, lapsedAt: null);
        }
    }

    static string Text(IEnumerable<(StockKey Key, long Units)> lines) =>
        string.Join(", ", lines.OrderBy(line => line.Key).Select(line => $"{line.Units} × {line.Key}")) is { Length: > 0 } text
            ? text
            : "none";
}
