using System.Text.Json;
using Ledger.Providers.Facts;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Adyen;

/// <summary>
/// What stands around the object of one message: a notification item, or a message of a platform or of the management API.
/// </summary>
sealed record AdyenEnvelope
{
    /// <summary>Leaves room for the place of an item that repeats the id of another.</summary>
    const int IdLengthMax = CleanText.LengthMax - 5;

    internal required RawWebhook Webhook { get; init; }

    internal required EndpointSettings Settings { get; init; }

    /// <summary>
    /// The merchant account of an item, the balance account of a platform's message unless that is a charge, else the endpoint's own.
    /// </summary>
    internal required string Account { get; init; }

    /// <summary>Made of what identifies the message: Adyen gives it no id.</summary>
    internal required string Id { get; init; }

    internal required string Type { get; init; }

    /// <summary>The item, or the message's <c>data</c>: facts are read from it alone.</summary>
    internal required JsonElement Object { get; init; }

    internal DateTimeOffset OccurredAt { get; init; }

    internal bool Livemode { get; init; }

    /// <summary>Whether what the item is about succeeded; null when it does not say.</summary>
    internal bool? Success { get; init; }

    /// <summary>Reference of the payment, or of the modification, dispute or report that the item is about.</summary>
    internal string? Reference { get; init; }

    /// <summary>Reference of the payment that a modification or dispute belongs to; null where the item does not say.</summary>
    internal string? Original { get; init; }

    internal FactOrigin Origin => new()
    {
        Provider = AdyenProvider.ProviderName,
        Account = Account,
        Webhook = Webhook,
        EventId = Id,
        EventType = Type,
        OccurredAt = OccurredAt,
        Livemode = Livemode,
    };

    /// <summary>Reads an item; null when it has no usable event code, reference and account, of which ids are made.</summary>
    internal static AdyenEnvelope? OfItem(JsonElement item, bool isLive, RawWebhook webhook, EndpointSettings settings)
    {
        var (code, account) = (item.Text("eventCode"), item.Text("merchantAccountCode"));
        var reference = AdyenReference.Of(item.Filled("pspReference"));
        var success = item.Truth("success");
        var id = $"{code}:{reference}{AdyenCaptures.AgainSuffix(item)}{(success == false ? ":false" : "")}";
        return ProviderId.IsId(code) && ProviderId.IsId(reference) && ProviderId.IsId(account) && id.Length <= IdLengthMax
            ? new AdyenEnvelope
            {
                Webhook = webhook,
                Settings = settings,
                Account = account!,
                Id = id,
                Type = code!,
                Object = item,
                OccurredAt = item.Moment("eventDate") ?? default,
                Livemode = isLive,
                Success = success,
                Reference = reference,
                Original = AdyenReference.Of(item.Filled("originalReference")),
            }
            : null;
    }

    /// <summary>Reads a message that is no item; null when it has no usable type and id.</summary>
    internal static AdyenEnvelope? OfMessage(JsonElement root, RawWebhook webhook, EndpointSettings settings)
    {
        var data = root.Child("data") ?? default;
        var (type, reference) = (root.Text("type"), AdyenReference.Of(data.Filled("id")));
        var account = !AdyenFees.IsCharge(data) && data.Child("balanceAccount")?.Text("id") is { } named && ProviderId.IsId(named)
            ? named
            : settings.Account;
        var step = data.Whole("sequenceNumber")?.ToString(System.Globalization.CultureInfo.InvariantCulture) ?? data.Text("status") ?? "";
        var id = $"{type}:{reference}:{step}";
        return ProviderId.IsId(type) && ProviderId.IsId(reference) && ProviderId.IsId(account)
            && (step.Length == 0 || ProviderId.IsId(step)) && id.Length <= IdLengthMax
            ? new AdyenEnvelope
            {
                Webhook = webhook,
                Settings = settings,
                Account = account,
                Id = step.Length == 0 ? id[..^1] : id,
                Type = type!,
                Object = data,
                OccurredAt = AdyenTransfers.MomentOf(data) ?? root.Moment("timestamp") ?? data.Moment("creationDate") ?? default,
                Livemode = root.Text("environment") == "live",
                Reference = reference,
            }
            : null;
    }
}
