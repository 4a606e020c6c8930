namespace Ledger.Cli.Stock.Reconciling;

/// <summary>What is asked of a reconciliation.</summary>
/// <param name="Since">Payments recorded from then on; null for all.</param>
/// <param name="Window">Differences younger than that are in flight.</param>
/// <param name="Counts">Counted stocks.</param>
sealed record ReconcileQuestion(DateTimeOffset? Since, TimeSpan Window, IReadOnlyList<CountedStock> Counts);
