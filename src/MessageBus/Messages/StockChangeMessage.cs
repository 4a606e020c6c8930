namespace Ledger.MessageBus.Messages;

/// <summary>
/// A movement of one stock, as published on <c>ledger.inventory</c> for shops, points of sale and other channels (R-IN-18). Of
/// two messages about one stock the one with the higher sequence is true; the other can be thrown away.
/// </summary>
public sealed record StockChangeMessage
{
    /// <summary>Version of this shape.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Identity of the movement.</summary>
    public required Guid MovementId { get; init; }

    /// <summary>Position in the inventory's events; rises in commit order.</summary>
    public required long Position { get; init; }

    /// <summary>Stock-keeping unit.</summary>
    public required string Sku { get; init; }

    /// <summary>Location.</summary>
    public required string Location { get; init; }

    /// <summary>Place among the movements of this stock, from 1 without gaps.</summary>
    public required long Sequence { get; init; }

    /// <summary>What happened, such as <c>reserved</c>.</summary>
    public required string Kind { get; init; }

    /// <summary>Units that moved.</summary>
    public required long Quantity { get; init; }

    /// <summary>The stock before.</summary>
    public required StockUnits Before { get; init; }

    /// <summary>The stock after.</summary>
    public required StockUnits After { get; init; }

    /// <summary>Why, by name; null when all is in order.</summary>
    public string? Reason { get; init; }

    /// <summary>The order.</summary>
    public string? OrderRef { get; init; }

    /// <summary>The canonical event or the command that caused it.</summary>
    public required Guid CausedBy { get; init; }

    /// <summary>Class of that event, or kind of the command.</summary>
    public required string Cause { get; init; }

    /// <summary>When its cause happened (UTC).</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>When the gateway received the payment's message, or when the command came (UTC).</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When it was recorded (UTC).</summary>
    public required DateTimeOffset RecordedAt { get; init; }
}

/// <summary>Units of a stock by standing.</summary>
/// <param name="Available">What can be sold: on hand less reserved, committed and safety stock.</param>
/// <param name="OnHand">Sellable units that lie there.</param>
/// <param name="Reserved">Of those: kept for an authorization or a cart.</param>
/// <param name="Committed">Of those: belonging to paid orders.</param>
/// <param name="Incoming">Ordered from a supplier.</param>
/// <param name="InInspection">Returned and not yet graded.</param>
/// <param name="Damaged">There, and not sellable.</param>
public sealed record StockUnits(
    long Available, long OnHand, long Reserved, long Committed, long Incoming, long InInspection, long Damaged);
