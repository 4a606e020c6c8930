using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Ledger.ProviderSimulators.Stripe;

/// <summary>
/// <c>GET /v1/events</c>: newest first, thirty days back, at most a hundred a page, from before or after an event, by time and by whether
/// their delivery has succeeded.
/// </summary>
static class StripeEvents
{
    const int PageMax = 100;
    const int PageStandard = 10;
    static readonly TimeSpan Window = TimeSpan.FromDays(30);

    internal static Task AnswerAsync(HttpContext http, SimulatedObjects objects, TimeProvider time)
    {
        var query = http.Request.Query;
        var limit = Number(query["limit"]) ?? PageStandard;
        if (limit is < 1 or > PageMax)
        {
            return StripeSimulator.ErrorAsync(http, 400, "invalid_request_error", code: null, "limit must be from 1 to 100.");
        }

        var oldest = Math.Max((time.GetUtcNow() - Window).ToUnixTimeSeconds(), Number(query["created[gte]"]) ?? 0);
        var newest = Number(query["created[lte]"]) ?? long.MaxValue;
        var events = objects.All("evt_").Select(each => StripeSimulator.Parse(each.Body)).OfType<JsonObject>()
            .Where(sent => (long?)sent["created"] is { } created && created >= oldest && created <= newest)
            .Where(sent => query["delivery_success"] != "false" || (long?)sent["pending_webhooks"] is > 0)
            .Where(sent => query["type"] is not { Count: > 0 } type || (string?)sent["type"] == type)
            .OrderByDescending(sent => (long)sent["created"]!).ThenByDescending(sent => (string?)sent["id"], StringComparer.Ordinal)
            .ToList();
        return Page(events, query, (int)limit) is { } page
            ? StripeSimulator.WriteAsync(http, page)
            : StripeSimulator.ErrorAsync(http, 400, "invalid_request_error", "resource_missing", "No such event for the cursor.");
    }

    static JsonObject? Page(List<JsonObject> events, IQueryCollection query, int limit)
    {
        var (from, to) = (0, Math.Min(limit, events.Count));
        var hasMore = events.Count > to;
        if (query["starting_after"] is { Count: > 0 } after)
        {
            var at = events.FindIndex(sent => (string?)sent["id"] == after);
            (from, to) = (at + 1, Math.Min(at + 1 + limit, events.Count));
            hasMore = to < events.Count;
            if (at < 0)
            {
                return null;
            }
        }
        else if (query["ending_before"] is { Count: > 0 } before)
        {
            to = events.FindIndex(sent => (string?)sent["id"] == before);
            from = Math.Max(0, to - limit);
            hasMore = from > 0;
            if (to < 0)
            {
                return null;
            }
        }

        return new JsonObject
        {
            ["object"] = "list",
            ["url"] = "/v1/events",
            ["has_more"] = hasMore,
            ["data"] = new JsonArray([.. events[from..to].Select(sent => sent.DeepClone())]),
        };
    }

    static long? Number(string? text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}
