namespace Ledger.Cli.Demo;

/// <summary>
/// Waits until the worker has dealt with everything that was acknowledged: every canonical event stands in the inbox
/// or in the list of repeats, none waits, every delivery is archived. When nothing moves any more before that, it
/// gives up; the figures then show what is missing.
/// </summary>
sealed class Settling(RunLedger ledger, TimeProvider time)
{
    static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(150);

    /// <summary>How long nothing may move before it gives up.</summary>
    public TimeSpan Patience { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>Goods facts that the journal gets besides; null when no stock is kept.</summary>
    public int? Goods { get; init; }

    /// <summary>Waits; false when it gave up.</summary>
    /// <param name="deliveries">All that was sent so far.</param>
    /// <param name="progress">Told how many canonical events have arrived.</param>
    /// <param name="ct">Stops the wait.</param>
    public async Task<bool> WaitAsync(
        IReadOnlyList<Delivery> deliveries, IProgress<int> progress, CancellationToken ct)
    {
        var sent = EventsIn(deliveries);
        var events = sent + (Goods ?? 0);
        var genuine = deliveries.Count(delivery => delivery.Signing == Signing.Genuine);
        Arrived? last = null;
        var since = time.GetTimestamp();
        while (time.GetElapsedTime(since) < Patience)
        {
            var arrived = await ledger.ArrivedAsync(ct);
            progress.Report(Math.Min(arrived.Count, events));
            if (arrived.Count >= events && arrived.Held == 0 && await ledger.ArchivedAsync(ct) >= genuine
                && (Goods is null || await ledger.StockArrivedAsync(ct) >= sent))
            {
                return true;
            }

            if (arrived != last)
            {
                (last, since) = (arrived, time.GetTimestamp());
            }

            await Task.Delay(Pause, time, ct);
        }

        return false;
    }

    /// <summary>Canonical events that the deliveries lead to, repeats included.</summary>
    public static int EventsIn(IEnumerable<Delivery> deliveries) => deliveries
        .Where(delivery => delivery.Signing == Signing.Genuine)
        .Sum(delivery => delivery.Facts.Count);
}
