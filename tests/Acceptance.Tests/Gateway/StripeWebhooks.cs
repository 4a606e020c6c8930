using System.Text;
using System.Text.Json.Nodes;

namespace Ledger.Acceptance.Tests.Gateway;

/// <summary>Webhook bodies in the shape that Stripe documents for <c>charge.succeeded</c>.</summary>
static class StripeWebhooks
{
    /// <summary>A captured charge; <paramref name="change"/> edits the event.</summary>
    public static byte[] Charge(Action<JsonNode>? change = null, long amount = 1050, string currency = "eur")
    {
        // Letters only: one in some hundred random ids of hex digits holds what passes for a card number.
        var id = string.Concat(Guid.CreateVersion7().ToString("N").Select(
            c => char.IsAsciiDigit(c) ? (char)(c - '0' + 'g') : c));
        var created = TimeProvider.System.GetUtcNow().ToUnixTimeSeconds();
        var body = JsonNode.Parse($$$"""
            {
              "id": "evt_{{{id}}}", "object": "event", "api_version": "2024-06-20", "created": {{{created}}},
              "type": "charge.succeeded", "livemode": false, "pending_webhooks": 1,
              "request": {"id": "req_{{{id}}}", "idempotency_key": "key-{{{id}}}"},
              "data": {"object": {
                "id": "ch_{{{id}}}", "object": "charge",
                "amount": {{{amount}}}, "amount_captured": {{{amount}}}, "amount_refunded": 0,
                "currency": "{{{currency}}}",
                "balance_transaction": "txn_{{{id}}}", "captured": true, "created": {{{created}}},
                "customer": "cus_{{{id}}}", "description": "A book", "livemode": false, "paid": true,
                "payment_intent": "pi_{{{id}}}", "status": "succeeded", "metadata": {"order_id": "order-{{{id}}}"}
              }}
            }
            """)!;
        change?.Invoke(body);
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }
}
