using Ledger.Inventory.Stock;
using Ledger.PaymentEvents;

namespace Ledger.Inventory.Deciding;

/// <summary>What is to be written about an event or a command, besides the movements that were made.</summary>
/// <param name="Disposition">One of <see cref="Inventory.Disposition"/>.</param>
/// <param name="Reason">Its name; null when all is in order.</param>
sealed record StockVerdict(string Disposition, StockReason? Reason = null)
{
    /// <summary>One sentence for people; null where the reason says it all.</summary>
    public string? Detail { get; init; }

    /// <summary>What a held event does not say.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>The order it is about.</summary>
    public string? OrderRef { get; init; }

    /// <summary>The order's lines, where they are stated first or anew.</summary>
    public IReadOnlyList<OrderLine>? Lines { get; init; }

    /// <summary>What the payment means for the order from now on.</summary>
    public string? PaymentStanding { get; init; }

    /// <summary>The payout or batch that settled the payment; null where that is not known.</summary>
    public string? Settlement { get; init; }

    /// <summary>Until when units are kept.</summary>
    public DateTimeOffset? ReservedUntil { get; init; }

    /// <summary>The stocks that an exception is about.</summary>
    public IReadOnlyList<StockKey> Stocks { get; init; } = [];

    public static StockVerdict Moved(StockReason? reason = null) => new(Inventory.Disposition.Moved, reason);

    public static StockVerdict Noted(StockReason reason) => new(Inventory.Disposition.Noted, reason);

    public static StockVerdict Noop(StockReason reason) => new(Inventory.Disposition.Noop, reason);

    public static StockVerdict Held(StockReason first, IReadOnlyList<string> missing) =>
        new(Inventory.Disposition.Held, first) { Missing = missing };

    public static StockVerdict Refused(StockReason reason, string detail) =>
        new(Inventory.Disposition.Refused, reason) { Detail = detail };

    public static StockVerdict Raised(StockReason reason, string detail, params IReadOnlyList<StockKey> stocks) =>
        new(Inventory.Disposition.Exception, reason) { Detail = detail, Stocks = stocks };
}
