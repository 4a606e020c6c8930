namespace Ledger.EventStore;

/// <summary>Instants as PostgreSQL keeps them: UTC, whole microseconds, the rest cut off.</summary>
static class Microseconds
{
    public static DateTime Truncate(DateTimeOffset instant) =>
        new(instant.UtcTicks - (instant.UtcTicks % TimeSpan.TicksPerMicrosecond), DateTimeKind.Utc);

    /// <summary>Whole microseconds since 1970-01-01; negative before.</summary>
    public static long SinceEpoch(DateTimeOffset instant) =>
        (Truncate(instant).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond;
}
