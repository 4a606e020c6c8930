namespace Ledger.JournalPosting;

/// <summary>The named rule that gives a fact its ledger day.</summary>
public sealed class BookingDay
{
    readonly TimeZoneInfo _zone;

    BookingDay(string name, TimeZoneInfo zone)
    {
        Name = name;
        _zone = zone;
    }

    /// <summary>The day in UTC; the default.</summary>
    public static BookingDay Utc { get; } = new("utc-day", TimeZoneInfo.Utc);

    /// <summary>Name of the rule.</summary>
    public string Name { get; }

    /// <summary>
    /// Reads a rule: <c>utc-day</c>, or <c>zone:</c> with an IANA time zone such as <c>zone:Europe/Berlin</c>.
    /// </summary>
    /// <exception cref="FormatException">There is no such rule or zone.</exception>
    public static BookingDay Parse(string rule)
    {
        if (rule == Utc.Name)
        {
            return Utc;
        }

        return rule.StartsWith("zone:", StringComparison.Ordinal)
            && TimeZoneInfo.TryFindSystemTimeZoneById(rule["zone:".Length..], out var zone)
            ? new BookingDay(rule, zone)
            : throw new FormatException(
                $"'{rule}' is not a booking-day rule: utc-day, or zone: with an IANA time zone.");
    }

    /// <summary>The ledger day of a fact.</summary>
    public DateOnly Of(DateTimeOffset occurredAt) =>
        DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(occurredAt, _zone).DateTime);
}
