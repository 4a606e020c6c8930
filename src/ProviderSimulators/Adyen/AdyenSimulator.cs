using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Ledger.ProviderSimulators.Adyen;

/// <summary>Adyen's Transfers API as far as it is read: transfers by id. Rules and their sources: the README beside this file.</summary>
public sealed class AdyenSimulator(string key) : IProviderSimulator
{
    const string Transfers = "/btl/v4/transfers/";
    const string Basic = "Basic ";
    const string Restricted = "restricted_";

    /// <inheritdoc/>
    public string Name => "adyen";

    /// <inheritdoc/>
    public bool Learn(ReadOnlyMemory<byte> webhook, SimulatedObjects objects)
    {
        if (Parse(webhook) is not JsonObject sent)
        {
            return false;
        }

        if (sent["notificationItems"] is JsonArray)
        {
            return true; // A payment is no object that anybody could read.
        }

        if (Text(sent["type"]) is not { } type || sent["data"] is not JsonObject data)
        {
            return false;
        }

        if (type.StartsWith("balancePlatform.transfer.", StringComparison.Ordinal) && Text(data["id"]) is { Length: > 0 } id)
        {
            var known = objects.Get(id) is { } body ? Parse(body) as JsonObject : null;
            if (AdyenTransferHistory.After(known, data, Text(sent["timestamp"])) is { } after)
            {
                objects.Put(id, JsonSerializer.SerializeToUtf8Bytes(after));
            }
        }

        return true;
    }

    /// <inheritdoc/>
    public Task AnswerAsync(HttpContext http, SimulatedObjects objects)
    {
        if (SecretOf(http.Request) is not { } secret || (secret != key && secret != Restricted + key))
        {
            return FailAsync(http, StatusCodes.Status401Unauthorized);
        }

        if (secret != key)
        {
            return ErrorAsync(http, StatusCodes.Status403Forbidden, "forbidden", "Forbidden", "Not allowed", "00_403");
        }

        var path = http.Request.Path.Value!;
        return HttpMethods.IsGet(http.Request.Method) && path.StartsWith(Transfers, StringComparison.Ordinal)
            && objects.Get(path[Transfers.Length..]) is { } found
            ? WriteAsync(http, StatusCodes.Status200OK, found)
            : ErrorAsync(
                http, StatusCodes.Status404NotFound, "not-found", "Entity was not found", "The transfer does not exist.", "30_112");
    }

    /// <inheritdoc/>
    public Task FailAsync(HttpContext http, int status) => status switch
    {
        401 => ErrorAsync(http, status, "security/unauthorized", "Unauthorized", "Authentication is required.", "00_401"),
        429 => ErrorAsync(http, status, "too-many-requests", "Too Many Requests", "The limit of requests is exceeded.", "00_429"),
        503 => ErrorAsync(http, status, "unavailable", "Service Unavailable", "The server cannot process the request now.", "00_503"),
        _ => ErrorAsync(http, status, "internal", "Internal Server Error", "The server could not process the request.", "00_500"),
    };

    /// <summary>The API key of a caller, in its header or as the password of HTTP Basic; null where there is neither.</summary>
    static string? SecretOf(HttpRequest request)
    {
        if (request.Headers["X-API-Key"] is [{ Length: > 0 } apiKey])
        {
            return apiKey;
        }

        var header = request.Headers.Authorization.ToString();
        var bytes = new byte[header.Length];
        return header.StartsWith(Basic, StringComparison.Ordinal)
            && Convert.TryFromBase64String(header[Basic.Length..], bytes, out var length)
            && Encoding.UTF8.GetString(bytes, 0, length).Split(':', 2) is [['w', 's', '@', ..], var password]
            ? password
            : null;
    }

    /// <summary>An error in Adyen's form, which is that of RFC 7807 with a code.</summary>
    static Task ErrorAsync(HttpContext http, int status, string kind, string title, string detail, string code) => WriteAsync(
        http, status, JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["type"] = $"https://docs.adyen.com/errors/{kind}",
            ["title"] = title,
            ["status"] = status,
            ["detail"] = detail,
            ["requestId"] = RandomNumberGenerator.GetHexString(16),
            ["errorCode"] = code,
        }));

    static async Task WriteAsync(HttpContext http, int status, byte[] answer)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        await http.Response.Body.WriteAsync(answer);
    }

    static JsonNode? Parse(ReadOnlyMemory<byte> json)
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

    static string? Text(JsonNode? node) => node?.GetValueKind() == JsonValueKind.String ? (string?)node : null;
}
