using System.Globalization;

namespace Ledger.Providers.Reading;

/// <summary>
/// A moment as RFC 3339 writes it, such as <c>2022-11-03T20:26:10.344522Z</c>: date, time and offset, nothing left to guess.
/// </summary>
static class Rfc3339
{
    const int CharsMax = 64;
    const int FractionDigitsMax = 7;

    static readonly string[] Forms = ["yyyy-MM-dd'T'HH:mm:ss'Z'", "yyyy-MM-dd'T'HH:mm:sszzz"];

    /// <summary>The moment in UTC, to a tenth of a microsecond; null when the text is none.</summary>
    internal static DateTimeOffset? Read(string? text)
    {
        if (text is null or { Length: < 20 or > CharsMax })
        {
            return null;
        }

        var (whole, ticks) = SplitFraction(text.ToUpperInvariant());
        return ticks is { } fraction
            && DateTimeOffset.TryParseExact(
                whole, Forms, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal,
                out var moment)
            ? moment.AddTicks(fraction)
            : null;
    }

    /// <summary>Takes the fraction of a second out; some senders write more digits than a tick holds.</summary>
    static (string Whole, long? Ticks) SplitFraction(string text)
    {
        const int At = 19;
        if (text[At] != '.')
        {
            return (text, 0);
        }

        var end = text.AsSpan(At + 1).IndexOfAnyExceptInRange('0', '9');
        if (end < 1)
        {
            return (text, null);
        }

        var digits = text.Substring(At + 1, Math.Min(end, FractionDigitsMax)).PadRight(FractionDigitsMax, '0');
        return (text.Remove(At, end + 1), long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture));
    }
}
