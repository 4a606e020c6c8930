namespace Ledger.Gateway;

/// <summary>
/// A token bucket in one number, the generic cell rate algorithm (ITU-T I.371): the number is the time at which the
/// bucket will be full again. No timer, no lock, nothing allocated.
/// </summary>
/// <param name="perSecond">Tokens that come back per second, above zero.</param>
/// <param name="burst">Tokens of a full bucket, above zero.</param>
/// <param name="time">The clock.</param>
sealed class CellRate(int perSecond, int burst, TimeProvider time)
{
    readonly long _interval = Math.Max(1, time.TimestampFrequency / perSecond);

    /// <summary>Takes a token from the bucket, or says how long to wait for one.</summary>
    /// <param name="fullAt">The bucket; zero is a full one.</param>
    /// <param name="wait">Time until there is a token; zero when one was taken.</param>
    public bool TryTake(ref long fullAt, out TimeSpan wait)
    {
        var now = time.GetTimestamp();
        while (true)
        {
            var seen = Volatile.Read(ref fullAt);
            var next = Math.Max(seen, now) + _interval;
            var over = next - now - (burst * _interval);
            if (over > 0)
            {
                wait = TimeSpan.FromSeconds((double)over / time.TimestampFrequency);
                return false;
            }

            if (Interlocked.CompareExchange(ref fullAt, next, seen) == seen)
            {
                wait = TimeSpan.Zero;
                return true;
            }
        }
    }
}
