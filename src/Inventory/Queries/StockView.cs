using System.Text.Json.Serialization;
using Ledger.Inventory.Stock;

namespace Ledger.Inventory.Queries;

/// <summary>A stock as whoever sells sees it.</summary>
/// <param name="Sku">Stock-keeping unit.</param>
/// <param name="Location">Location.</param>
/// <param name="Available">What can be sold; below zero for backorders.</param>
/// <param name="OnHand">Sellable units that lie there, promised or not.</param>
/// <param name="Reserved">Of those: kept for authorizations and carts; those that have lapsed are not counted.</param>
/// <param name="Lapsed">Of those: whose reservation has run out and was not released yet; they are available.</param>
/// <param name="Committed">Of those: belonging to paid orders.</param>
/// <param name="SafetyStock">Of those: never sold.</param>
/// <param name="Incoming">Ordered from a supplier.</param>
/// <param name="InInspection">Returned and not yet graded.</param>
/// <param name="Damaged">There, and not sellable.</param>
/// <param name="Backorderable">True when more may be promised than there is.</param>
/// <param name="OnHandCost">Cost of the units on hand, in minor units.</param>
/// <param name="Currency">ISO 4217 code of the cost; null while there is none.</param>
/// <param name="Sequence">Number of the last movement: of two reports the one with the higher wins.</param>
public sealed record StockView(
    string Sku, string Location, long Available, long OnHand, long Reserved, long Lapsed, long Committed, long SafetyStock,
    long Incoming, long InInspection, long Damaged, bool Backorderable, long OnHandCost, string? Currency, long Sequence)
{
    /// <summary>The stock.</summary>
    [JsonIgnore]
    public StockKey Key => new(Sku, Location);

    /// <summary>The view of a level; what is available is what <see cref="StockLevel.Available"/> says.</summary>
    public static StockView Of(StockKey key, StockLevel level)
    {
        var b = level.Balance;
        return new StockView(
            key.Sku, key.Location, level.Available, b.OnHand, b.Reserved - level.Lapsed, level.Lapsed, b.Committed,
            level.SafetyStock, b.Incoming, b.InInspection, b.Damaged, level.Backorderable, b.OnHandCost, level.Currency,
            level.Sequence);
    }
}

/// <summary>Which stocks are asked for.</summary>
/// <param name="Sku">One SKU; null for all.</param>
/// <param name="Location">One location; null for all.</param>
/// <param name="After">The last stock of the page before; null for the first page.</param>
/// <param name="Limit">Most stocks of a page.</param>
public sealed record StockQuestion(string? Sku = null, string? Location = null, StockKey? After = null, int Limit = 1_000);
