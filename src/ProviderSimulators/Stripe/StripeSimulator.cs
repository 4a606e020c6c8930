using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Ledger.ProviderSimulators.Stripe;

/// <summary>
/// Stripe's API as far as it is read: objects by id with <c>expand[]</c>, and the list of events. Rules and their sources: the README
/// beside
/// this file.
/// </summary>
public sealed class StripeSimulator(string key, TimeProvider time) : IProviderSimulator
{
    static readonly Dictionary<string, string[]> Kinds = new(StringComparer.Ordinal)
    {
        ["payment_intents"] = ["payment_intent"],
        ["charges"] = ["charge"],
        ["refunds"] = ["refund"],
        ["disputes"] = ["dispute"],
        ["payouts"] = ["payout"],
        ["invoices"] = ["invoice"],
        ["application_fees"] = ["application_fee"],
        ["balance_transactions"] = ["balance_transaction"],
        ["checkout/sessions"] = ["checkout.session"],
        ["events"] = ["event"],
    };

    /// <inheritdoc/>
    public string Name => "stripe";

    /// <inheritdoc/>
    public bool Learn(ReadOnlyMemory<byte> webhook, SimulatedObjects objects)
    {
        if (Parse(webhook) is not JsonObject sent || (string?)sent["id"] is not { } id
            || sent["object"]?.GetValueKind() != JsonValueKind.String)
        {
            return false;
        }

        objects.Put(id, webhook.ToArray());
        if (sent["data"]?["object"] is JsonObject changed)
        {
            Keep(changed, objects);
        }

        return true;
    }

    /// <inheritdoc/>
    public Task AnswerAsync(HttpContext http, SimulatedObjects objects)
    {
        var path = http.Request.Path.Value!;
        if (http.Request.Headers.Authorization != $"Bearer {key}")
        {
            return ErrorAsync(http, 401, "invalid_request_error", code: null, "Invalid API Key provided.");
        }

        if (!HttpMethods.IsGet(http.Request.Method) || !path.StartsWith("/v1/", StringComparison.Ordinal))
        {
            return ErrorAsync(http, 404, "invalid_request_error", code: null, "Unrecognized request URL.");
        }

        if (path == "/v1/events")
        {
            return StripeEvents.AnswerAsync(http, objects, time);
        }

        var cut = path.LastIndexOf('/');
        var (kind, id) = (path["/v1/".Length..Math.Max(cut, "/v1/".Length)], path[(cut + 1)..]);
        return Kinds.TryGetValue(kind, out var names) && objects.Get(id) is { } body && Parse(body) is JsonObject found
            && names.Contains((string?)found["object"])
            ? ObjectAsync(http, found, objects)
            : ErrorAsync(http, 404, "invalid_request_error", "resource_missing", $"No such object: '{id}'");
    }

    /// <inheritdoc/>
    public Task FailAsync(HttpContext http, int status) => status == 429
        ? ErrorAsync(http, status, "invalid_request_error", "rate_limit", "Request rate limit exceeded.")
        : ErrorAsync(http, status, "api_error", code: null, "An unknown error occurred.");

    /// <summary>An error in Stripe's form.</summary>
    internal static Task ErrorAsync(HttpContext http, int status, string type, string? code, string message)
    {
        http.Response.StatusCode = status;
        var error = new JsonObject { ["type"] = type, ["message"] = message };
        if (code is not null)
        {
            error["code"] = code;
        }

        return WriteAsync(http, new JsonObject { ["error"] = error });
    }

    internal static Task WriteAsync(HttpContext http, JsonNode answer)
    {
        http.Response.ContentType = "application/json";
        return http.Response.WriteAsync(answer.ToJsonString());
    }

    internal static JsonNode? Parse(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonNode.Parse(json.Span);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    static Task ObjectAsync(HttpContext http, JsonObject found, SimulatedObjects objects)
    {
        foreach (var path in http.Request.Query["expand[]"])
        {
            if (StripeExpansion.Expand(found, path ?? "", objects) is { } problem)
            {
                return ErrorAsync(http, 400, "invalid_request_error", code: null, problem);
            }
        }

        return WriteAsync(http, found);
    }

    /// <summary>Every object in an object is known from then on, and stands in its place as its id.</summary>
    static string? Keep(JsonObject changed, SimulatedObjects objects)
    {
        foreach (var (name, value) in changed.ToList())
        {
            if (value is JsonObject inner && Keep(inner, objects) is { } innerId)
            {
                changed[name] = innerId;
            }
            else if (value is JsonArray items)
            {
                foreach (var item in items.OfType<JsonObject>())
                {
                    Keep(item, objects); // Lists hold the objects themselves.
                }
            }
        }

        if ((string?)changed["id"] is not { } id || (changed["object"] as JsonValue)?.GetValueKind() != JsonValueKind.String)
        {
            return null;
        }

        objects.Put(id, JsonSerializer.SerializeToUtf8Bytes(changed));
        return id;
    }
}
