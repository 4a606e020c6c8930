using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Ledger.LocalStack.Servers;

namespace Ledger.LocalStack.Product;

/// <summary>
/// The payment providers of a local stack: an endpoint each, and what their simulators are set up with. One place, so that gateway,
/// worker, simulators and demo say the same.
/// </summary>
public static class DemoProviders
{
    /// <summary>The key of whoever may call the simulated APIs, from their folder; made if need be.</summary>
    public static string ApiKey(string folder) => DemoSecrets.EnsurePassword(Path.Combine(folder, "api-key"));

    /// <summary>An endpoint for each provider, with secrets made at random.</summary>
    internal static IEnumerable<(string Provider, JsonObject Endpoint)> Endpoints(string apiKey) =>
    [
        ("stripe", new JsonObject
        {
            ["account"] = "acct_demo",
            ["secrets"] = new JsonArray($"whsec_{RandomText.Hex(48)}", $"whsec_{RandomText.Hex(48)}"),
            ["toleranceSeconds"] = 300,
            ["currencyExponents"] = new JsonObject { ["UGX"] = 0 },
            ["confirm"] = "always",
            ["api"] = new JsonObject { ["key"] = apiKey, ["ratePerSecond"] = 500 },
        }),
        ("standard-webhooks", new JsonObject
        {
            ["account"] = "demo-standard",
            ["secrets"] = new JsonArray(Base64Secret(), Base64Secret()),
        }),
        ("payment-gateway", new JsonObject
        {
            ["account"] = "demo-gateway",
            ["secrets"] = new JsonArray(RandomText.Hex(48), RandomText.Hex(48)),
        }),
    ];

    static string Base64Secret() => $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(24))}";
}
