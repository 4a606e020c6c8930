namespace Ledger.Simulation.Audit;

/// <summary>The ledger day of an instant, by arithmetic: the rule's zone as hours from UTC.</summary>
static class BookingDays
{
    public static DateOnly Of(string rule, DateTimeOffset at)
    {
        var hours = rule switch
        {
            "utc-day" => 0m,
            "zone:Asia/Kolkata" => 5.5m,
            "zone:Asia/Tokyo" => 9m,
            "zone:America/Phoenix" => -7m,
            "zone:Europe/Berlin" => IsSummerInEurope(at.UtcDateTime) ? 2m : 1m,
            _ => throw new InvalidOperationException($"The auditor does not know the rule {rule}."),
        };
        return DateOnly.FromDateTime(at.UtcDateTime.AddTicks((long)(hours * TimeSpan.TicksPerHour)));
    }

    /// <summary>From the last Sunday of March to the last of October, 01:00 UTC each.</summary>
    static bool IsSummerInEurope(DateTime utc) => utc >= LastSunday(utc.Year, 3) && utc < LastSunday(utc.Year, 10);

    static DateTime LastSunday(int year, int month)
    {
        var last = new DateTime(year, month, DateTime.DaysInMonth(year, month), 1, 0, 0, DateTimeKind.Utc);
        return last.AddDays(-(int)last.DayOfWeek);
    }
}
