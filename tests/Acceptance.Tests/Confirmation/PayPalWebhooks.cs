using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace Ledger.Acceptance.Tests.Confirmation;

/// <summary>Webhooks as PayPal sends them, of objects that are new each time.</summary>
static class PayPalWebhooks
{
    const string Api = "https://api-m.sandbox.paypal.com";

    /// <summary>An id that no other test has.</summary>
    public static string NewId() => RandomNumberGenerator.GetString("ABCDEFGHJKLMNPQRSTUVWXYZ", 17);

    public static byte[] Authorization(string id, string value = "10.50") => Event(
        id, "PAYMENT.AUTHORIZATION.CREATED", "authorization", "2.0", Payment(id, "CREATED", value, $"{Api}/v2/payments/authorizations/{id}"));

    public static byte[] Capture(string id, string value = "10.50", string status = "COMPLETED", DateTimeOffset? at = null)
    {
        var capture = Payment(id, status, value, $"{Api}/v2/payments/captures/{id}");
        capture["seller_receivable_breakdown"] = new JsonObject { ["gross_amount"] = Euro(value), ["paypal_fee"] = Euro("0.45") };
        return Event(id, "PAYMENT.CAPTURE.COMPLETED", "capture", "2.0", capture, at);
    }

    /// <summary>A refund of a capture; its total is all that was refunded so far.</summary>
    public static byte[] Refund(string id, string capture, string value, string total)
    {
        var refund = Payment(id, "COMPLETED", value, $"{Api}/v2/payments/refunds/{id}");
        refund["links"]!.AsArray().Add(Link("up", $"{Api}/v2/payments/captures/{capture}"));
        refund["seller_payable_breakdown"] = new JsonObject { ["total_refunded_amount"] = Euro(total) };
        return Event(id, "PAYMENT.CAPTURE.REFUNDED", "refund", "2.0", refund);
    }

    /// <summary>A claim about a capture.</summary>
    public static byte[] Dispute(string id, string capture, string value = "10.50") => Event(
        id, "CUSTOMER.DISPUTE.CREATED", "dispute", version: null, new JsonObject
        {
            ["dispute_id"] = id,
            ["disputed_transactions"] = new JsonArray(new JsonObject { ["seller_transaction_id"] = capture }),
            ["reason"] = "UNAUTHORISED",
            ["status"] = "WAITING_FOR_SELLER_RESPONSE",
            ["dispute_life_cycle_stage"] = "CHARGEBACK",
            ["dispute_amount"] = Euro(value),
            ["links"] = new JsonArray(Link("self", $"{Api}/v1/customer/disputes/{id}")),
        });

    /// <summary>A webhook with another object in it.</summary>
    public static byte[] Changed(byte[] webhook, Action<JsonObject> change)
    {
        var body = JsonNode.Parse(webhook)!;
        change((JsonObject)body["resource"]!);
        return Encoding.UTF8.GetBytes(body.ToJsonString());
    }

    static byte[] Event(string id, string type, string kind, string? version, JsonObject resource, DateTimeOffset? at = null)
    {
        var sent = new JsonObject
        {
            ["id"] = $"WH-{id}",
            ["event_version"] = "1.0",
            ["create_time"] = (at ?? TimeProvider.System.GetUtcNow()).UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture),
            ["resource_type"] = kind,
            ["event_type"] = type,
            ["resource"] = resource,
            ["links"] = new JsonArray(Link("self", $"{Api}/v1/notifications/webhooks-events/WH-{id}")),
        };
        if (version is not null)
        {
            sent["resource_version"] = version;
        }

        return Encoding.UTF8.GetBytes(sent.ToJsonString());
    }

    static JsonObject Payment(string id, string status, string value, string self) => new()
    {
        ["id"] = id,
        ["status"] = status,
        ["amount"] = Euro(value),
        ["links"] = new JsonArray(Link("self", self)),
    };

    static JsonObject Euro(string value) => new() { ["currency_code"] = "EUR", ["value"] = value };

    static JsonObject Link(string relation, string address) => new() { ["href"] = address, ["rel"] = relation, ["method"] = "GET" };
}
