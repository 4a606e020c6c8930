namespace Ledger.EventStore;

/// <summary>Instants as PostgreSQL keeps them: UTC, whole microseconds, the rest cut off.</summary>
static class Microseconds
{
    public static DateTimeOffset Truncate(DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMicrosecond), TimeSpan.Zero);

    /// <summary>Whole microseconds since 1970-01-01; negative before.</summary>
    public static long SinceEpoch(DateTimeOffset instant) =>
        (Truncate(instant).UtcTicks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
