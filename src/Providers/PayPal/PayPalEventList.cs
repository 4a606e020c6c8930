using System.Runtime.InteropServices;
using System.Text.Json;
using Ledger.Providers.Api;
using Ledger.Providers.Reading;

namespace Ledger.Providers.PayPal;

/// <summary>
/// <c>GET /v1/notifications/webhooks-events</c>: thirty days back, newest first, page by page along links that lead one way only. It is
/// read oldest first all the same (R-GW-25), by windows of time: one that does not fit into a page is halved and none of it taken, one that
/// fits is taken and the next begins at its end. Only within a second with more events than a page are links followed, the newest of its
/// pages first. A list that fits into one page costs one call.
/// </summary>
sealed class PayPalEventList : IEventListing
{
    /// <summary>Longest link that is followed, in characters.</summary>
    const int LinkCharsMax = 2_000;

    const int EventIdCharsMax = 255;

    /// <inheritdoc/>
    public TimeSpan Window { get; } = TimeSpan.FromDays(30);

    /// <summary>
    /// PayPal documents none; 10 unless asked. An answer may have fewer than were asked for: its links tell whether it is the last.
    /// </summary>
    public int PageMax => 100;

    /// <inheritdoc/>
    public bool TellsUndelivered => false;

    /// <inheritdoc/>
    public ApiRead First(EventsAsked asked)
    {
        var since = asked.Since.ToUnixTimeSeconds();
        return PayPalWindow.First(since, asked.Until is { } until ? until.ToUnixTimeSeconds() + 1 : null).ToRead(PageMax);
    }

    /// <inheritdoc/>
    public EventPage Read(ApiRead asked, ReadOnlyMemory<byte> body)
    {
        using var document = JsonBody.Parse(body, out _, out var why);
        if (document is null)
        {
            return EventPage.Not(why ?? "The answer is no JSON.");
        }

        if (document.RootElement.Field("events") is not { ValueKind: JsonValueKind.Array } listed)
        {
            return EventPage.Not("The answer is no list with 'events'.");
        }

        var events = new List<ListedEvent>();
        foreach (var item in listed.EnumerateArray())
        {
            if (item.Text("id") is not { Length: > 0 and <= EventIdCharsMax } id
                || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            {
                return EventPage.Not("The list holds something that is no event with an id.");
            }

            events.Add(new ListedEvent(
                id, CleanText.Of(item.Text("event_type")), item.Moment("create_time"), IsDelivered: null,
                JsonMarshal.GetRawUtf8Value(item).ToArray()));
        }

        events.Reverse();
        return PayPalWindow.Of(asked) is { } window
            ? Page(asked, window, [.. events.OrderBy(each => each.CreatedAt)], document.RootElement)
            : EventPage.Not("The list was asked for in a way that is not known.");
    }

    EventPage Page(ApiRead asked, PayPalWindow window, List<ListedEvent> events, JsonElement answer)
    {
        if (answer.Objects("links").FirstOrDefault(link => link.Text("rel") == "next") is not { ValueKind: JsonValueKind.Object } next)
        {
            return new EventPage(events, window.Following()?.ToRead(PageMax));
        }

        var newest = events.Count > 0 ? events[^1].CreatedAt : null;
        if (window.Halved(newest) is { } older)
        {
            return new EventPage([], older.ToRead(PageMax));
        }

        return QueryOf(next.Text("href")) is { } query && window.ToRead(query) is var further && further.Path != asked.Path
            ? new EventPage(events, further)
            : EventPage.Not("The link to the next page does not lead on in the list.");
    }

    /// <summary>
    /// The query of a link, for the list's own path at the address that is configured: wherever else it points, nothing is asked there.
    /// </summary>
    static string? QueryOf(string? href) =>
        href is { Length: <= LinkCharsMax } && Uri.TryCreate(href, UriKind.Absolute, out var link)
        && link.AbsolutePath.TrimEnd('/').EndsWith(PayPalWindow.Path, StringComparison.Ordinal) && link.Query.Length > 1
            ? link.Query
            : null;
}
