namespace Ledger.Bench.Load;

/// <summary>What a load run saw.</summary>
/// <param name="Elapsed">From the first request to the last answer.</param>
/// <param name="Failed">Answers other than 2xx.</param>
public sealed record LoadResult(TimeSpan Elapsed, int Failed)
{
    /// <summary>Stops a measurement that lost something: its figure would mean nothing.</summary>
    public void RequireNoFailure(int sent)
    {
        if (Failed > 0)
        {
            throw new InvalidOperationException($"{Failed:N0} of {sent:N0} webhooks were not acknowledged.");
        }
    }
}
