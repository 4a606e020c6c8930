namespace Ledger.Inventory.Stock;

/// <summary>The state of a SKU at a location: what its movements add up to.</summary>
/// <param name="Balance">Units and cost.</param>
/// <param name="Sequence">Number of its last movement, from 1, without gaps: of two reports the one with the higher wins.</param>
/// <param name="SafetyStock">Units that are never sold.</param>
/// <param name="Backorderable">True when more may be promised than there is.</param>
/// <param name="Currency">ISO 4217 code of the cost; null while there is none.</param>
public sealed record StockLevel(StockBalance Balance, long Sequence, long SafetyStock, bool Backorderable, string? Currency)
{
    /// <summary>A stock that was never moved.</summary>
    public static readonly StockLevel None = new(StockBalance.Zero, 0, 0, false, null);

    /// <summary>
    /// Of the reserved units: those whose reservation had run out at <see cref="LapsedAsOf"/>, though nobody has released
    /// them yet. They count as available (R-IN-10): a late sweep blocks nothing.
    /// </summary>
    public long Lapsed { get; init; }

    /// <summary>The instant for which <see cref="Lapsed"/> was found.</summary>
    public DateTimeOffset LapsedAsOf { get; init; }

    /// <summary>What can be sold: on hand less reserved, committed and safety stock; below zero for backorders.</summary>
    public long Available => Balance.OnHand - (Balance.Reserved - Lapsed) - Balance.Committed - SafetyStock;

    /// <summary>True when that many can be promised.</summary>
    public bool CanPromise(long quantity) => Backorderable || Available >= quantity;
}
