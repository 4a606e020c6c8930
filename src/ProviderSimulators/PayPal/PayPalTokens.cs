using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;

namespace Ledger.ProviderSimulators.PayPal;

/// <summary><c>POST /v1/oauth2/token</c>: client credentials with HTTP Basic give a token that runs out.</summary>
sealed class PayPalTokens(string secret, TimeProvider time)
{
    /// <summary>Who may call; its secret is that of all simulators.</summary>
    internal const string ClientId = "simulated-client";

    /// <summary>As in the documents' sample: eight hours and 42 minutes.</summary>
    internal const int ExpiresIn = 31_349;

    readonly ConcurrentDictionary<string, DateTimeOffset> _tokens = new(StringComparer.Ordinal);

    /// <summary>True when a call bears a token that is good now.</summary>
    internal bool LetsIn(HttpRequest request) =>
        request.Headers.Authorization.ToString() is { } header && header.StartsWith("Bearer ", StringComparison.Ordinal)
        && _tokens.TryGetValue(header["Bearer ".Length..], out var until) && time.GetUtcNow() < until;

    internal async Task AnswerAsync(HttpContext http)
    {
        var basic = Convert.ToBase64String(Encoding.UTF8.GetBytes($"{ClientId}:{secret}"));
        if (http.Request.Headers.Authorization != $"Basic {basic}")
        {
            await RefuseAsync(http, 401, "invalid_client", "Client Authentication failed");
            return;
        }

        if (!http.Request.HasFormContentType || (await http.Request.ReadFormAsync())["grant_type"] != "client_credentials")
        {
            await RefuseAsync(http, 400, "unsupported_grant_type", "Grant Type is NULL or not supported");
            return;
        }

        var token = $"A21AA{RandomNumberGenerator.GetHexString(48)}";
        _tokens[token] = time.GetUtcNow().AddSeconds(ExpiresIn);
        await PayPalSimulator.WriteAsync(http, 200, new JsonObject
        {
            ["scope"] = "https://uri.paypal.com/services/applications/webhooks",
            ["access_token"] = token,
            ["token_type"] = "Bearer",
            ["app_id"] = "APP-80W284485P519543T",
            ["expires_in"] = ExpiresIn,
            ["nonce"] = "simulated",
        });
    }

    static Task RefuseAsync(HttpContext http, int status, string error, string description) => PayPalSimulator.WriteAsync(
        http, status, new JsonObject { ["error"] = error, ["error_description"] = description });
}
