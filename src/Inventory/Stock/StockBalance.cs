namespace Ledger.Inventory.Stock;

/// <summary>
/// How many units of a SKU a location has, by standing, and what they cost. Units that are being inspected and damaged ones
/// are not on hand: they cannot be sold.
/// </summary>
public sealed record StockBalance
{
    /// <summary>Nothing.</summary>
    public static readonly StockBalance Zero = new();

    /// <summary>Sellable units that lie here, promised or not.</summary>
    public long OnHand { get; init; }

    /// <summary>Of those on hand: kept for an authorization or a cart until a time (R-EV-02).</summary>
    public long Reserved { get; init; }

    /// <summary>Of those on hand: belonging to paid orders that were not shipped (R-EV-03).</summary>
    public long Committed { get; init; }

    /// <summary>Ordered from a supplier and not yet here.</summary>
    public long Incoming { get; init; }

    /// <summary>Returned and not yet graded.</summary>
    public long InInspection { get; init; }

    /// <summary>Here, and not sellable any more.</summary>
    public long Damaged { get; init; }

    /// <summary>Cost of the units on hand, in minor units of the stock's cost currency.</summary>
    public long OnHandCost { get; init; }

    /// <summary>Cost of the units being inspected, in the same.</summary>
    public long InspectionCost { get; init; }

    /// <summary>
    /// Cost of some of the units on hand at the moving average, rounded half to even; the last units take what is left, so
    /// that no cost remains without units.
    /// </summary>
    /// <param name="quantity">From 0 to <see cref="OnHand"/>.</param>
    public long CostOf(long quantity) => Share(OnHandCost, quantity, OnHand);

    /// <summary>The part of a cost that a part of its units carries.</summary>
    public static long Share(long cost, long quantity, long of)
    {
        if (of == 0 || quantity == 0)
        {
            return 0;
        }

        if (quantity == of)
        {
            return cost;
        }

        var (whole, rest) = Int128.DivRem((Int128)cost * quantity, of);
        var twice = rest * 2;
        return (long)(twice > of || (twice == of && Int128.IsOddInteger(whole)) ? whole + 1 : whole);
    }
}
