using System.Globalization;
using Ledger.Providers.Api;

namespace Ledger.Providers.PayPal;

/// <summary>
/// Where the reading of the list stands, in Unix seconds. It goes along as the fragment of the path, which is kept with a run and never
/// sent.
/// </summary>
/// <param name="Start">First moment of the window; PayPal counts it in.</param>
/// <param name="End">Last moment of the window, counted in too, so that windows meet; null for all that there is.</param>
/// <param name="Reach">Up to where windows follow; null while that is not known.</param>
/// <param name="IsOpen">True when what came after <paramref name="Reach"/> is asked for in the end.</param>
sealed record PayPalWindow(long Start, long? End, long? Reach, bool IsOpen)
{
    internal const string Path = "/v1/notifications/webhooks-events";
    const string OpenMark = "+";

    /// <summary>Seconds up to the year 5138.</summary>
    const int DigitsMax = 11;

    /// <summary>The whole of what is asked for; without an end all that there is when it is read.</summary>
    internal static PayPalWindow First(long since, long? until) => new(Math.Max(0, since), until, until, IsOpen: until is null);

    /// <summary>Of a read that <see cref="ToRead(int)"/> has made; null for any other.</summary>
    internal static PayPalWindow? Of(ApiRead read) =>
        read.Path.Split('#') is [_, var fragment] && fragment.Split('.') is [var start, var end, var reach, var open]
        && Number(start) is { } first
            ? new PayPalWindow(first, Number(end), Number(reach), open == OpenMark)
            : null;

    /// <summary>The read of its first page.</summary>
    internal ApiRead ToRead(int pageSize)
    {
        var end = End is { } last ? $"&end_time={Moment(last)}" : "";
        return ToRead(string.Create(CultureInfo.InvariantCulture, $"?start_time={Moment(Start)}{end}&page_size={pageSize}"));
    }

    /// <summary>The read of another page of it, by the query that PayPal gives.</summary>
    internal ApiRead ToRead(string query) => new(string.Create(
        CultureInfo.InvariantCulture, $"{Path}{query}#{Start}.{End}.{Reach}.{(IsOpen ? OpenMark : "")}"));

    /// <summary>The older half of it; null when it is too short to have one.</summary>
    /// <param name="newest">Its newest event, which bounds a window without an end.</param>
    internal PayPalWindow? Halved(DateTimeOffset? newest) =>
        (End ?? newest?.ToUnixTimeSeconds() + 1) is { } end && end - Start >= 2
            ? this with { End = Start + ((end - Start) / 2), Reach = Reach ?? end }
            : null;

    /// <summary>The window after it, twice as long since this one has fit; null at the end of the list.</summary>
    internal PayPalWindow? Following()
    {
        if (End is not { } end || Reach is not { } reach)
        {
            return null;
        }

        var next = end + Math.Max(1, 2 * (end - Start));
        return end < reach ? this with { Start = end, End = Math.Min(next, reach) }
            : IsOpen ? new PayPalWindow(end, End: null, Reach: null, IsOpen)
            : null;
    }

    static string Moment(long seconds) =>
        DateTimeOffset.FromUnixTimeSeconds(seconds).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);

    static long? Number(string text) =>
        text.Length <= DigitsMax && long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) ? seconds : null;
}
