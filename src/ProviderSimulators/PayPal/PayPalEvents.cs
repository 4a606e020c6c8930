using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Ledger.ProviderSimulators.PayPal;

/// <summary>
/// <c>GET /v1/notifications/webhooks-events</c>: newest first, thirty days back, from and up to a time, page by page along links.
/// </summary>
static class PayPalEvents
{
    internal const string Path = "/v1/notifications/webhooks-events";
    const string Host = "https://api-m.sandbox.paypal.com";
    const int PageStandard = 10;
    static readonly TimeSpan Window = TimeSpan.FromDays(30);
    static readonly string[] Bounds = ["start_time", "end_time"];

    internal static Task AnswerAsync(HttpContext http, SimulatedObjects objects, TimeProvider time)
    {
        var query = http.Request.Query;
        if (!TryNumber(query["page_size"], PageStandard, out var size) || size < 1
            || !TryMoment(query["start_time"], DateTimeOffset.MinValue, out var from)
            || !TryMoment(query["end_time"], DateTimeOffset.MaxValue, out var to)
            || !TryMoment(query["index_time"], DateTimeOffset.MaxValue, out var indexTime)
            || !TryNumber(query["index_id"], 0, out var indexId))
        {
            return PayPalSimulator.ErrorAsync(
                http, 400, "INVALID_REQUEST", "Request is not well-formed, syntactically incorrect, or violates schema.",
                "INVALID_PARAMETER_VALUE", "A parameter of the query has a value that is not allowed.");
        }

        var oldest = time.GetUtcNow() - Window;
        var events = objects.All(Path + "/").Select(each => PayPalSimulator.Parse(each.Body)).OfType<JsonObject>()
            .Select(sent => (Sent: sent, At: CreatedAt(sent)))
            .Where(each => each.At >= oldest && each.At >= from && each.At <= to)
            .OrderByDescending(each => each.At).ThenByDescending(each => (string?)each.Sent["id"], StringComparer.Ordinal).ToList();

        // A cursor is the time of the last event of a page, and how many of that time have been told.
        var start = events.FindIndex(each => each.At <= indexTime) is var first and >= 0 ? first + indexId : events.Count;
        var page = events.Skip(start).Take(size).ToList();
        return PayPalSimulator.WriteAsync(http, 200, new JsonObject
        {
            ["events"] = new JsonArray([.. page.Select(each => each.Sent)]),
            ["count"] = page.Count,
            ["links"] = Links(http.Request, [.. events.Select(each => each.At)], start, page.Count, size),
        });
    }

    static JsonArray Links(HttpRequest request, List<DateTimeOffset> times, int start, int count, int size)
    {
        var links = new JsonArray(Link("self", Host + Path + request.QueryString));
        if (start + count < times.Count && count > 0)
        {
            var last = times[start + count - 1];
            var told = start + count - times.IndexOf(last);
            var kept = string.Concat(Bounds
                .Where(request.Query.ContainsKey).Select(name => $"{name}={Uri.EscapeDataString(request.Query[name]!)}&"));
            var cursor = string.Create(CultureInfo.InvariantCulture, $"move_to=next&index_time={last.UtcDateTime:O}&index_id={told}");
            links.Add(Link("next", $"{Host}{Path}/?{kept}page_size={size}&{cursor}"));
        }

        return links;
    }

    static JsonObject Link(string relation, string address) => new() { ["href"] = address, ["rel"] = relation, ["method"] = "GET" };

    static DateTimeOffset CreatedAt(JsonObject sent) =>
        TryMoment((string?)sent["create_time"], DateTimeOffset.MinValue, out var at) ? at : DateTimeOffset.MinValue;

    static bool TryMoment(string? text, DateTimeOffset otherwise, out DateTimeOffset moment)
    {
        moment = otherwise;
        return text is null || (text.Contains('T', StringComparison.Ordinal) && DateTimeOffset.TryParse(
            text, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out moment));
    }

    static bool TryNumber(string? text, int otherwise, out int number)
    {
        number = otherwise;
        return text is null || int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
    }
}
