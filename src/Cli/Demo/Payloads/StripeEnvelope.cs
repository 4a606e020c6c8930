using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ledger.Cli.Demo.Payloads;

/// <summary>Stripe's snapshot event around an object (docs.stripe.com/api/events, read 2026-11).</summary>
static class StripeEnvelope
{
    /// <summary>The release the payloads are rendered with.</summary>
    public const string ApiVersion = "2026-07-29.dahlia";

    /// <summary>The body of an event, as bytes.</summary>
    /// <param name="id">Event id.</param>
    /// <param name="type">Event type.</param>
    /// <param name="created">When it happened, Unix seconds.</param>
    /// <param name="about">The object.</param>
    /// <param name="previous">What was different before; null when the type has none.</param>
    /// <param name="request">Request that caused it; null when none did.</param>
    public static byte[] Body(
        string id, string type, long created, JsonObject about, JsonObject? previous = null, string? request = null)
    {
        var payload = new JsonObject { ["object"] = about };
        if (previous is not null)
        {
            payload["previous_attributes"] = previous;
        }

        return JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["id"] = id,
            ["object"] = "event",
            ["api_version"] = ApiVersion,
            ["created"] = created,
            ["data"] = payload,
            ["livemode"] = false,
            ["pending_webhooks"] = 1,
            ["request"] = new JsonObject
            {
                ["id"] = request,
                ["idempotency_key"] = request is null ? null : $"order-{request}",
            },
            ["type"] = type,
        });
    }
}
