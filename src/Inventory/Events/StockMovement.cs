using System.Text.Json.Serialization;
using Ledger.Inventory.Stock;

namespace Ledger.Inventory.Events;

/// <summary>One step of one stock, with what it was before and after (R-IN-29).</summary>
public sealed record StockMovement
{
    /// <summary>One of <see cref="MovementKind"/>.</summary>
    public string Kind { get; init; } = "";

    /// <summary>Stock-keeping unit.</summary>
    public string Sku { get; init; } = "";

    /// <summary>Location.</summary>
    public string Location { get; init; } = "";

    /// <summary>Units that moved; never negative.</summary>
    public long Quantity { get; init; }

    /// <summary>Place among the movements of this stock, from 1 without gaps.</summary>
    public long Sequence { get; init; }

    /// <summary>Units and cost before.</summary>
    public StockBalance Before { get; init; } = StockBalance.Zero;

    /// <summary>Units and cost after.</summary>
    public StockBalance After { get; init; } = StockBalance.Zero;

    /// <summary>Available units before; what had lapsed counts as available.</summary>
    public long AvailableBefore { get; init; }

    /// <summary>Available units after.</summary>
    public long AvailableAfter { get; init; }

    /// <summary>Safety stock after.</summary>
    public long SafetyStock { get; init; }

    /// <summary>Whether the stock may be oversold, after.</summary>
    public bool Backorderable { get; init; }

    /// <summary>Cost of the units that moved in or out of the books, in minor units of <see cref="Currency"/>.</summary>
    public long Cost { get; init; }

    /// <summary>ISO 4217 code of the stock's cost; null while there is none.</summary>
    public string? Currency { get; init; }

    /// <summary>For units that came back elsewhere: the location of the order's line; null where it is this one.</summary>
    public string? OrderLocation { get; init; }

    /// <summary>The stock.</summary>
    [JsonIgnore]
    public StockKey Key => new(Sku, Location);

    /// <summary>The stock's state behind this movement.</summary>
    public StockLevel LevelAfter(StockLevel before) => before with
    {
        Balance = After,
        Sequence = Sequence,
        SafetyStock = SafetyStock,
        Backorderable = Backorderable,
        Currency = Currency,
    };
}
