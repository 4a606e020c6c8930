using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ledger.ProviderSimulators.Adyen;

/// <summary>What becomes of a transfer by a webhook about it, with the events that the API lists and webhooks may leave out.</summary>
static class AdyenTransferHistory
{
    const string Events = "events";
    const string Sequence = "sequenceNumber";

    /// <summary>
    /// The transfer after a webhook: what that says takes the place of what was known, the rest stays. Null when a later webhook is known.
    /// </summary>
    internal static JsonObject? After(JsonObject? known, JsonObject sent, string? timestamp)
    {
        if (Number(known?[Sequence]) > Number(sent[Sequence]))
        {
            return null;
        }

        var after = sent.DeepClone().AsObject();
        foreach (var (name, value) in known ?? [])
        {
            if (!after.ContainsKey(name))
            {
                after[name] = value?.DeepClone();
            }
        }

        if (sent[Events] is not JsonArray)
        {
            Complete(after, timestamp);
        }

        return after;
    }

    /// <summary>The list of events leads up to the status, whatever the webhook left out.</summary>
    static void Complete(JsonObject transfer, string? timestamp)
    {
        if (transfer[Events] is not JsonArray events)
        {
            transfer[Events] = events = [];
        }

        var status = transfer["status"];
        if (!JsonNode.DeepEquals((events.LastOrDefault() as JsonObject)?["status"], status))
        {
            events.Add(new JsonObject
            {
                ["bookingDate"] = timestamp,
                ["id"] = $"{transfer["id"]}-{events.Count + 1}",
                ["status"] = status?.DeepClone(),
                ["type"] = "accounting",
            });
        }
    }

    static long? Number(JsonNode? node) =>
        node?.GetValueKind() == JsonValueKind.Number && node.AsValue().TryGetValue<long>(out var number) ? number : null;
}
