using Ledger.EventStore;

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

    /// <summary>Under load a transaction begins so long after the one before; see <see cref="BatchQueueOptions.Pace"/>.</summary>
    public TimeSpan Pace { get; init; } = TimeSpan.FromMilliseconds(80);

    /// <summary>
    /// From more than so many events in a transaction on, which is 1,500/s, the next one begins later; see
    /// <see cref="BatchQueueOptions.AmpleBatch"/>.
    /// </summary>
    public int AmpleBatch { get; init; } = 120;

    /// <summary>
    /// Messages that the inventory has in hand at once. Under load each is a bundle of up to fifty events, so that three batches are
    /// there (one written, one decided, one gathering); at the worst they hold 15,000 events.
    /// </summary>
    public ushort InHand { get; init; } = 300;

    /// <summary>How often lapsed reservations are released. Until then they already count as available.</summary>
    public TimeSpan SweepEvery { get; init; } = TimeSpan.FromSeconds(1);
}
