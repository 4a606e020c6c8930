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

    /// <summary>
    /// An endpoint for each provider, with secrets made at random. What depends on the running simulators is filled in when they run: the
    /// address of the API, and host and root of the certificate where one signs (<c>certificateHosts</c>, <c>trustedRoots</c>).
    /// </summary>
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
        ("braintree", new JsonObject
        {
            ["account"] = "demo_merchant",
            ["secrets"] = new JsonArray(KeyPair("demo_new"), KeyPair("demo_old")),
            ["confirm"] = "always",
            ["api"] = new JsonObject { ["publicKey"] = "demo_public_key", ["privateKey"] = apiKey, ["ratePerSecond"] = 500 },
        }),
        ("adyen", new JsonObject
        {
            ["account"] = "DemoMerchant",
            ["secrets"] = new JsonArray(HexKey(), HexKey()),
        }),
        ("paypal", new JsonObject
        {
            ["account"] = "DEMOMERCHANT1",
            ["secrets"] = new JsonArray(RandomText.Hex(16).ToUpperInvariant(), RandomText.Hex(16).ToUpperInvariant()),
            ["certificateHosts"] = new JsonArray(),
            ["trustedRoots"] = new JsonArray(),
            ["confirm"] = "always",
            ["api"] = new JsonObject { ["clientId"] = "simulated-client", ["clientSecret"] = apiKey, ["ratePerSecond"] = 500 },
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

    /// <summary>A pair whose public part names it, as <c>public|private</c>.</summary>
    static string KeyPair(string name) => $"{name}|{RandomText.Hex(32)}";

    /// <summary>32 bytes in hex, upper case as the provider shows them.</summary>
    static string HexKey() => Convert.ToHexString(RandomNumberGenerator.GetBytes(32));

    static string Base64Secret() => $"whsec_{Convert.ToBase64String(RandomNumberGenerator.GetBytes(24))}";
}
