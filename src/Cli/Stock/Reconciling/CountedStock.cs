using Ledger.Inventory.Stock;

namespace Ledger.Cli.Stock.Reconciling;

/// <summary>A stock that somebody counted.</summary>
/// <param name="Key">The stock.</param>
/// <param name="Counted">Units on hand.</param>
/// <param name="CountedAt">When.</param>
sealed record CountedStock(StockKey Key, long Counted, DateTimeOffset CountedAt);
