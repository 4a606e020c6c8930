using System.Text;
using System.Text.Json.Nodes;
using Ledger.Acceptance.Tests.Gateway;

namespace Ledger.Acceptance.Tests.Backfill;

/// <summary>Charges with times of their own, so that their list has an order.</summary>
static class StripeCharges
{
    /// <summary>So many, a second apart, the last of them now.</summary>
    public static List<byte[]> Of(int count) => [.. Enumerable.Range(1, count).Select(n => One(agoSeconds: count - n))];

    /// <summary>One.</summary>
    public static byte[] One(int agoSeconds = 0, Action<JsonNode>? change = null) => StripeWebhooks.Charge(charge =>
    {
        charge["created"] = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds() - agoSeconds;
        change?.Invoke(charge);
    });

    /// <summary>Its id.</summary>
    public static string IdOf(byte[] charge) => (string)JsonNode.Parse(Encoding.UTF8.GetString(charge))!["id"]!;
}
