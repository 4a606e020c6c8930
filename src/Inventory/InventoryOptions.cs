namespace Ledger.Inventory;

/// <summary>How the inventory is kept.</summary>
public sealed record InventoryOptions
{
    /// <summary>Schema of the inventory's tables.</summary>
    public string Schema { get; init; } = "inventory";

    /// <summary>A stock policy of one's own; null for the one that comes with the product.</summary>
    public string? PolicyPath { get; init; }

    /// <summary>Most events in one transaction.</summary>
    public int MaxBatch { get; init; } = 500;

    /// <summary>Events that the inventory can have in hand at once: one batch written, one decided, one gathering.</summary>
    public ushort InHand => (ushort)(3 * MaxBatch);

    /// <summary>How often lapsed reservations are released. Until then they already count as available.</summary>
    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromSeconds(1);
}
