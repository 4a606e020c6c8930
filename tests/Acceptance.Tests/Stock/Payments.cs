using System.Text.Json.Nodes;
using Ledger.Acceptance.Tests.Gateway;

namespace Ledger.Acceptance.Tests.Stock;

/// <summary>Payments of orders, as Stripe reports them.</summary>
static class Payments
{
    /// <summary>A charge of an order.</summary>
    /// <param name="order">The order; null to leave it out.</param>
    /// <param name="lines">Its lines as JSON; null to leave them out.</param>
    /// <param name="captured">False for an authorization only.</param>
    /// <param name="change">Edits the event.</param>
    public static byte[] Charge(string? order, string? lines, bool captured = true, Action<JsonNode>? change = null) => StripeWebhooks.Charge(body =>
    {
        var charge = body["data"]!["object"]!;
        var metadata = new JsonObject();
        if (order is not null)
        {
            metadata["order_id"] = order;
            charge["payment_intent"] = $"pi_{order}";
        }

        if (lines is not null)
        {
            metadata["order_lines"] = lines;
        }

        charge["metadata"] = metadata;
        if (!captured)
        {
            (charge["captured"], charge["amount_captured"], charge["balance_transaction"]) = (false, 0, null);
        }

        change?.Invoke(body);
    });

    /// <summary>What follows a charge of an order: its end, a refund of all of it, a dispute.</summary>
    public static byte[] Later(string order, string type) => type == "charge.expired"
        ? Charge(order, null, captured: false, body => body["type"] = type)
        : StripeWebhooks.Charge(body =>
        {
            var charge = body["data"]!["object"]!;
            body["type"] = type;
            body["data"]!["object"] = new JsonObject
            {
                ["id"] = $"{(type.Contains("dispute", StringComparison.Ordinal) ? "dp" : "re")}_{order}",
                ["object"] = type.Contains("dispute", StringComparison.Ordinal) ? "dispute" : "refund",
                ["amount"] = 1050,
                ["balance_transactions"] = new JsonArray(),
                ["charge"] = charge["id"]!.GetValue<string>(),
                ["created"] = charge["created"]!.GetValue<long>(),
                ["currency"] = "eur",
                ["metadata"] = new JsonObject(),
                ["payment_intent"] = $"pi_{order}",
                ["reason"] = type.Contains("dispute", StringComparison.Ordinal) ? "fraudulent" : "requested_by_customer",
                ["status"] = type.Contains("dispute", StringComparison.Ordinal) ? "needs_response" : "succeeded",
            };
        });

    /// <summary>One line.</summary>
    public static string Line(string sku, int quantity, string location = "ZRH") =>
        $$"""[{"sku":"{{sku}}","quantity":{{quantity}},"location":"{{location}}"}]""";
}
