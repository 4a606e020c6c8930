using System.Globalization;
using System.Runtime.InteropServices;
using System.Text.Json;
using Ledger.Providers.Api;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Stripe;

/// <summary>
/// <c>GET /v1/events</c>: thirty days back, at most a hundred a page, newest first. It is read oldest first (R-GW-25): from the newest
/// page down to the oldest by <c>starting_after</c>, taking nothing, and from there up again by <c>ending_before</c>. What happens
/// meanwhile comes at the end, and a list that fits into one page costs one call. (docs.stripe.com/api/events/list, and
/// docs.stripe.com/webhooks/process-undelivered-events.)
/// </summary>
sealed class StripeEventList : IEventListing
{
    const string Down = "&starting_after=";
    const string Up = "&ending_before=";

    /// <inheritdoc/>
    public TimeSpan Window { get; } = TimeSpan.FromDays(30);

    /// <inheritdoc/>
    public int PageMax => 100;

    /// <inheritdoc/>
    public bool TellsUndelivered => true;

    /// <inheritdoc/>
    public ApiRead First(EventsAsked asked)
    {
        var until = asked.Until is { } last ? $"&created[lte]={Seconds(last)}" : "";
        var undelivered = asked.UndeliveredOnly ? "&delivery_success=false" : "";
        return new ApiRead($"/v1/events?limit={PageMax}&created[gte]={Seconds(asked.Since)}{until}{undelivered}");
    }

    /// <inheritdoc/>
    public EventPage Read(ApiRead asked, ReadOnlyMemory<byte> body)
    {
        using var document = JsonBody.Parse(body, out _, out var why);
        if (document is null)
        {
            return EventPage.Not(why ?? "The answer is no JSON.");
        }

        var root = document.RootElement;
        if (root.Text("object") != "list" || root.Field("data") is not { ValueKind: JsonValueKind.Array } data
            || root.Flag("has_more") is not { } more)
        {
            return EventPage.Not("The answer is no list with 'data' and 'has_more'.");
        }

        var events = new List<ListedEvent>();
        foreach (var item in data.EnumerateArray())
        {
            if (item.ValueKind != JsonValueKind.Object || item.Text("id") is not { Length: > 0 and <= 255 } id
                || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-'))
            {
                return EventPage.Not("The list holds something that is no event with an id.");
            }

            events.Add(new ListedEvent(
                id, CleanText.Of(item.Text("type")), item.Time("created"),
                item.Whole("pending_webhooks") is { } pending ? pending == 0 : null,
                JsonMarshal.GetRawUtf8Value(item).ToArray()));
        }

        events.Reverse();
        return asked.Path.Contains(Up, StringComparison.Ordinal) ? GoingUp(asked, events, more) : GoingDown(asked, events, more);
    }

    static EventPage GoingUp(ApiRead asked, List<ListedEvent> events, bool more) =>
        new(events, more && events.Count > 0 ? Turned(asked, Up, events[^1].Id) : null);

    static EventPage GoingDown(ApiRead asked, List<ListedEvent> events, bool more)
    {
        var isFirst = !asked.Path.Contains(Down, StringComparison.Ordinal);
        return events.Count == 0
            ? isFirst && !more ? new EventPage([], null) : EventPage.Not("The list has changed under the cursor.")
            : more ? new EventPage([], Turned(asked, Down, events[0].Id))
            : new EventPage(events, isFirst ? null : Turned(asked, Up, events[^1].Id));
    }

    static ApiRead Turned(ApiRead asked, string way, string id)
    {
        var cursor = Math.Max(asked.Path.IndexOf(Down, StringComparison.Ordinal), asked.Path.IndexOf(Up, StringComparison.Ordinal));
        return asked with { Path = $"{(cursor < 0 ? asked.Path : asked.Path[..cursor])}{way}{id}" };
    }

    static string Seconds(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
