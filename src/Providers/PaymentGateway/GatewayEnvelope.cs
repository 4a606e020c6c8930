using System.Text.Json;
using Ledger.Providers.Contract;
using Ledger.Providers.Facts;
using Ledger.Providers.Reading;

namespace Ledger.Providers.PaymentGateway;

/// <summary>The envelope of the contract: there is none, all members lie in one object.</summary>
static class GatewayEnvelope
{
    const string TimeField = "occurred_at";

    internal static Translation Translate(RawWebhook webhook, EndpointSettings settings)
    {
        using var document = JsonBody.Parse(webhook.Body, out var reason, out var detail);
        return document is null ? new Translation(null, null, [], reason, detail) : Of(document.RootElement, webhook, settings);
    }

    static Translation Of(JsonElement root, RawWebhook webhook, EndpointSettings settings)
    {
        var (id, type) = (root.Text("event_id"), root.Text("event_type"));
        return ProviderId.IsId(id) && !string.IsNullOrEmpty(type)
            ? ContractTranslation.Of(new ContractMessage(
                new FactOrigin
                {
                    Provider = PaymentGatewayProvider.ProviderName,
                    Account = settings.Account,
                    Webhook = webhook,
                    EventId = id!,
                    EventType = type,
                    ApiVersion = root.Text("api_version"),
                    IdempotencyKey = root.Text("idempotency_key"),
                    ApiRequestId = root.Text("request_id"),
                    OccurredAt = OccurredAt(root, webhook) ?? default,
                    Livemode = root.Flag("livemode") ?? true,
                },
                root, TimeField))
            : new Translation(
                CleanText.Of(id), CleanText.Of(type), [], RefusalReason.NotAnEvent,
                ProviderId.FaultOf(id) is { } fault
                    ? $"The JSON is no event of the contract: event_id {fault}."
                    : "The JSON is no event of the contract: event_type is missing, or no text.");
    }

    /// <summary>
    /// What the message says; else when it was signed, which the gateway vouches for too. What it says wrongly is not replaced.
    /// </summary>
    static DateTimeOffset? OccurredAt(JsonElement root, RawWebhook webhook) =>
        root.Field(TimeField) is null ? GatewaySignature.TimeOf(webhook) : Rfc3339.Read(root.Text(TimeField));
}
