using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Ledger.ProviderSimulators.PayPal;

/// <summary>
/// PayPal's REST API as far as it is read: tokens, objects by id, and the list of events. Rules and their sources: the README beside this
/// file.
/// </summary>
public sealed class PayPalSimulator(string secret, TimeProvider time) : IProviderSimulator
{
    readonly PayPalTokens _tokens = new(secret, time);

    /// <inheritdoc/>
    public string Name => "paypal";

    /// <inheritdoc/>
    public IWebhookSigner Signer { get; } = new PayPalWebhookSigner(time.GetUtcNow().AddDays(-1));

    /// <inheritdoc/>
    public bool Learn(ReadOnlyMemory<byte> webhook, SimulatedObjects objects)
    {
        if (Parse(webhook) is not JsonObject sent || (string?)sent["id"] is not { } id || sent["event_type"] is null
            || sent["resource"] is not JsonObject resource)
        {
            return false;
        }

        objects.Put(PayPalEvents.Path + "/" + id, webhook.ToArray());
        if (PayPalResources.PathOf(sent, resource) is { } path)
        {
            objects.Put(path, JsonSerializer.SerializeToUtf8Bytes(resource));
            PayPalRefunded.Mark(sent, resource, objects);
        }

        return true;
    }

    /// <inheritdoc/>
    public Task AnswerAsync(HttpContext http, SimulatedObjects objects)
    {
        var path = http.Request.Path.Value!.TrimEnd('/');
        if (path == "/v1/oauth2/token" && HttpMethods.IsPost(http.Request.Method))
        {
            return _tokens.AnswerAsync(http);
        }

        if (!_tokens.LetsIn(http.Request))
        {
            return FailAsync(http, StatusCodes.Status401Unauthorized);
        }

        if (HttpMethods.IsGet(http.Request.Method) && path == PayPalEvents.Path)
        {
            return PayPalEvents.AnswerAsync(http, objects, time);
        }

        return HttpMethods.IsGet(http.Request.Method) && objects.Get(path) is { } found && Parse(found) is { } known
            ? WriteAsync(http, 200, known)
            : ErrorAsync(
                http, 404, "RESOURCE_NOT_FOUND", "The specified resource does not exist.", "INVALID_RESOURCE_ID",
                "Specified resource ID does not exist. Please check the resource ID and try again.");
    }

    /// <inheritdoc/>
    public Task FailAsync(HttpContext http, int status) => status switch
    {
        401 => ErrorAsync(
            http, status, "AUTHENTICATION_FAILURE",
            "Authentication failed due to missing authorization header, or invalid authentication credentials."),
        429 => ErrorAsync(http, status, "RATE_LIMIT_REACHED", "Too many requests. Blocked due to rate limiting."),
        503 => ErrorAsync(http, status, "SERVICE_UNAVAILABLE", "Service Unavailable."),
        _ => ErrorAsync(http, status, "INTERNAL_SERVER_ERROR", "An internal server error occurred."),
    };

    /// <summary>An error in PayPal's form.</summary>
    internal static Task ErrorAsync(
        HttpContext http, int status, string name, string message, string? issue = null, string? description = null)
    {
        var error = new JsonObject
        {
            ["name"] = name,
            ["message"] = message,
            ["debug_id"] = RandomNumberGenerator.GetHexString(13, lowercase: true),
        };
        if (issue is not null)
        {
            error["details"] = new JsonArray(new JsonObject { ["issue"] = issue, ["description"] = description });
        }

        return WriteAsync(http, status, error);
    }

    internal static Task WriteAsync(HttpContext http, int status, JsonNode answer)
    {
        http.Response.StatusCode = status;
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
}
