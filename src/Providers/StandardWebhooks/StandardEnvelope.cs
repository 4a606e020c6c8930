using System.Text.Json;
using Ledger.Providers.Contract;
using Ledger.Providers.Facts;
using Ledger.Providers.Reading;

namespace Ledger.Providers.StandardWebhooks;

/// <summary>
/// The recommended payload: <c>{type, timestamp, data}</c>, or all members at the top level. The event's id is the header
/// <c>webhook-id</c>: it is signed, and the same for every attempt.
/// </summary>
static class StandardEnvelope
{
    const string TimeField = "timestamp";

    internal static Translation Translate(RawWebhook webhook, EndpointSettings settings)
    {
        using var document = JsonBody.Parse(webhook.Body, out var reason, out var detail);
        return document is null ? new Translation(null, null, [], reason, detail) : Of(document.RootElement, webhook, settings);
    }

    static Translation Of(JsonElement root, RawWebhook webhook, EndpointSettings settings)
    {
        var id = webhook.Headers.GetValueOrDefault(StandardSignature.IdHeader);
        var type = root.Text("type");
        JsonElement? fields = root.Field("data") is null ? root : root.Child("data");
        if (!ProviderId.IsId(id) || string.IsNullOrEmpty(type) || fields is not { } members)
        {
            return new Translation(
                CleanText.Of(id), CleanText.Of(type), [], RefusalReason.NotAnEvent,
                ProviderId.FaultOf(id) is { } fault ? $"This is no event of the contract: webhook-id {fault}."
                : string.IsNullOrEmpty(type) ? "This is no event of the contract: type is missing, or no text."
                : "This is no event of the contract: data is no object.");
        }

        return ContractTranslation.Of(new ContractMessage(
            new FactOrigin
            {
                Provider = StandardWebhooksProvider.ProviderName,
                Account = settings.Account,
                Webhook = webhook,
                EventId = id!,
                EventType = type,
                ApiVersion = members.Text("api_version"),
                IdempotencyKey = members.Text("idempotency_key"),
                ApiRequestId = members.Text("request_id"),
                OccurredAt = OccurredAt(root, members) ?? default,
                Livemode = members.Flag("livemode") ?? true,
            },
            members, members.Field("occurred_at") is null ? TimeField : "occurred_at"));
    }

    static DateTimeOffset? OccurredAt(JsonElement root, JsonElement members) =>
        Rfc3339.Read(members.Field("occurred_at") is null ? root.Text(TimeField) : members.Text("occurred_at"));
}
