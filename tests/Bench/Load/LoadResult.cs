namespace Ledger.Bench.Load;

/// <summary>What a load run saw.</summary>
/// <param name="Elapsed">From the first request to the last answer.</param>
/// <param name="Failed">Answers other than 2xx.</param>
public sealed record LoadResult(TimeSpan Elapsed, int Failed);
