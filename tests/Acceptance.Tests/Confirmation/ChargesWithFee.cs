using System.Text;
using System.Text.Json.Nodes;
using Ledger.Acceptance.Tests.Gateway;

namespace Ledger.Acceptance.Tests.Confirmation;

/// <summary>Charges of 10.50 EUR as Stripe knows them: with their balance transaction, and a fee of 0.45 in it.</summary>
static class ChargesWithFee
{
    /// <summary>One of a payment of its own.</summary>
    /// <param name="id">What its ids have in common.</param>
    public static byte[] One(out string id)
    {
        var made = "";
        var body = StripeWebhooks.Charge(charge =>
        {
            made = ((string)charge["id"]!)["evt_".Length..];
            charge["data"]!["object"]!["balance_transaction"] = new JsonObject
            {
                ["id"] = $"txn_{made}",
                ["object"] = "balance_transaction",
                ["amount"] = 1050,
                ["fee"] = 45,
                ["net"] = 1005,
                ["currency"] = "eur",
            };
        });
        id = made;

        return body;
    }

    /// <summary>A webhook whose object is otherwise.</summary>
    public static byte[] Changed(byte[] webhook, Action<JsonObject> change)
    {
        var body = JsonNode.Parse(webhook)!;
        change((JsonObject)body["data"]!["object"]!);
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }
}
