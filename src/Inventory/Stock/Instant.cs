namespace Ledger.Inventory.Stock;

/// <summary>Instants as the tables keep them, so that what has lapsed by a table has lapsed by its order as well.</summary>
static class Instant
{
    /// <summary>Whole microseconds, the rest cut off.</summary>
    public static DateTimeOffset Kept(DateTimeOffset at) => at.AddTicks(-(at.Ticks % TimeSpan.TicksPerMicrosecond));
}
