namespace Ledger.Bench.Load;

/// <summary>What a load run saw.</summary>
/// <param name="Requests">How many were sent.</param>
/// <param name="Sending">From the first request to the last one.</param>
/// <param name="Elapsed">From the first request to the last answer.</param>
/// <param name="Failed">Answers other than 2xx.</param>
public sealed record LoadResult(int Requests, TimeSpan Sending, TimeSpan Elapsed, int Failed)
{
    /// <summary>
    /// Requests per second. Below the rate asked for, the sender had to wait for answers: what was slow was spared requests, and its
    /// latencies are too good.
    /// </summary>
    public double PerSecond => Requests / Sending.TotalSeconds;

    /// <summary>Stops a measurement that lost something: its figure would mean nothing.</summary>
    public void RequireNoFailure(int sent)
    {
        if (Failed > 0)
        {
            throw new InvalidOperationException($"{Failed:N0} of {sent:N0} webhooks were not acknowledged.");
        }
    }
}
