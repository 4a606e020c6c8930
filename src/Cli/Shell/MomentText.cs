using System.Globalization;

namespace Ledger.Cli.Shell;

/// <summary>Reads a moment as people write it.</summary>
static class MomentText
{
    /// <summary>A day (UTC), a time with offset, or how long ago: <c>7d</c>, <c>12h</c>, <c>30m</c>; null when it is none.</summary>
    public static DateTimeOffset? Read(string text, DateTimeOffset now)
    {
        if (text.Length is > 1 and < 6 && text[^1] is 'd' or 'h' or 'm'
            && int.TryParse(text.AsSpan(0, text.Length - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            return now - (text[^1] switch
            {
                'd' => TimeSpan.FromDays(count),
                'h' => TimeSpan.FromHours(count),
                _ => TimeSpan.FromMinutes(count),
            });
        }

        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day))
        {
            return new DateTimeOffset(day, TimeOnly.MinValue, TimeSpan.Zero);
        }

        return text.Contains('T', StringComparison.Ordinal)
            && (text.EndsWith('Z') || text.LastIndexOfAny(['+', '-']) > text.IndexOf('T', StringComparison.Ordinal))
            && DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time)
                ? time
                : null;
    }
}
