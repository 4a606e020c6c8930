namespace Ledger.Gateway;

/// <summary>
/// Decides which refused deliveries are archived and logged: all of them in quiet times; under a flood those within
/// the rate and one in a hundred of the rest, these within the same rate again. All are counted elsewhere.
/// </summary>
sealed class RefusalSampler(GatewayOptions options, TimeProvider time)
{
    const int OneIn = 100;
    readonly CellRate _rate = new(options.RefusedArchivedPerSecond, options.RefusedArchivedPerSecond, time);
    long _quietFullAt;
    long _floodFullAt;
    long _over;

    /// <summary>True when this refused delivery is to be kept.</summary>
    public bool Keep() =>
        _rate.TryTake(ref _quietFullAt, out _)
        || (Interlocked.Increment(ref _over) % OneIn == 0 && _rate.TryTake(ref _floodFullAt, out _));
}
