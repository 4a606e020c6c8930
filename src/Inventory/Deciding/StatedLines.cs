using Ledger.Inventory.Orders;
using Ledger.Inventory.Stock;
using Ledger.PaymentEvents;

namespace Ledger.Inventory.Deciding;

/// <summary>What an event says was sold, or what it fails to say.</summary>
/// <param name="OrderRef">The order, by the event or its payment.</param>
/// <param name="Lines">Units by stock; the order's own where the event states none.</param>
/// <param name="Own">True when the event itself states them.</param>
/// <param name="Missing">What is missing, first things first, with the name of the first; empty when nothing is.</param>
sealed record StatedLines(
    string? OrderRef, IReadOnlyDictionary<StockKey, long> Lines, bool Own, IReadOnlyList<(StockReason Reason, string Text)> Missing)
{
    /// <summary>The most units that a line can mean; more is a mistake, and so many lines' sum can still be counted.</summary>
    const int UnitsMost = 10_000_000;

    /// <summary>The payment's id, as a thing that is missing.</summary>
    public const string PaymentId = "payment id";

    /// <summary>Reads what an event says, with what is known of its payment and order.</summary>
    public static StatedLines Of(PaymentEvent e, PaymentFacts payment, StockStates states)
    {
        var orderRef = string.IsNullOrWhiteSpace(e.OrderRef) ? payment.OrderRef : e.OrderRef;
        var known = orderRef is null ? [] : states.Order(orderRef).Lines.Where(line => line.Quantity > 0).ToList();
        var missing = new List<(StockReason, string)>();
        if (string.IsNullOrWhiteSpace(e.PaymentId))
        {
            missing.Add((StockReason.PaymentIdMissing, PaymentId));
        }

        if (orderRef is null)
        {
            missing.Add((StockReason.OrderRefMissing, "order reference"));
        }

        if (e.OrderLines.Count == 0 && known.Count == 0)
        {
            missing.Add((StockReason.LinesMissing, "order lines"));
        }

        missing.AddRange(e.OrderLines.SelectMany((line, n) => MissingOf(line, n + 1)));
        var lines = missing.Count > 0
            ? []
            : e.OrderLines.Count > 0
                ? Sums(e.OrderLines)
                : known.ToDictionary(line => line.Key, line => line.Quantity);
        return new StatedLines(orderRef, lines, e.OrderLines.Count > 0, missing);
    }

    /// <summary>The order of a payment; where it has none, the one that an event states; null when neither does.</summary>
    public static string? OrderOf(PaymentEvent e, PaymentFacts payment) =>
        payment.OrderRef ?? (string.IsNullOrWhiteSpace(e.OrderRef) ? null : e.OrderRef);

    /// <summary>Units by stock.</summary>
    public static Dictionary<StockKey, long> Sums(IReadOnlyList<OrderLine> lines) => lines
        .GroupBy(line => new StockKey(line.Sku!, line.Location!))
        .ToDictionary(group => group.Key, group => group.Sum(line => (long)line.Quantity!));

    /// <summary>What a line fails to say.</summary>
    public static IEnumerable<(StockReason Reason, string Text)> MissingOf(OrderLine line, int number)
    {
        if (string.IsNullOrWhiteSpace(line.Sku))
        {
            yield return (StockReason.SkuMissing, $"SKU of line {number}");
        }

        if (line.Quantity is not (> 0 and <= UnitsMost))
        {
            yield return (StockReason.QuantityMissing, $"quantity of line {number}");
        }

        if (string.IsNullOrWhiteSpace(line.Location) || line.Location.Contains('@', StringComparison.Ordinal))
        {
            yield return (StockReason.LocationMissing, $"location of line {number}");
        }
    }

    /// <summary>The lines as an event states them.</summary>
    public IReadOnlyList<OrderLine> AsStated() =>
        [.. Lines.OrderBy(line => line.Key).Select(line => new OrderLine(line.Key.Sku, checked((int)line.Value), line.Key.Location))];

    /// <summary>True when the order has exactly these lines.</summary>
    public bool AreThoseOf(OrderState order)
    {
        var known = order.Lines.Where(line => line.Quantity > 0).ToList();
        return known.Count == Lines.Count && known.TrueForAll(line => Lines.GetValueOrDefault(line.Key) == line.Quantity);
    }

    /// <summary>True when these are all the order's units, and may be more.</summary>
    public bool Contain(OrderState order) => order.Lines.All(line => line.Quantity <= Lines.GetValueOrDefault(line.Key));

    /// <summary>True when the order has all these units, and may have more.</summary>
    public bool AreWithin(OrderState order) =>
        Lines.All(line => order.LineOf(line.Key) is { } known && line.Value <= known.Quantity);
}
