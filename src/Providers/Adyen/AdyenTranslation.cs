using System.Text.Json;
using Ledger.PaymentEvents;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Adyen;

/// <summary>From a delivery to canonical events: one switch for items, one for other messages, one method per event type.</summary>
static class AdyenTranslation
{
    internal static Translation Of(RawWebhook webhook, EndpointSettings settings)
    {
        using var document = JsonBody.Parse(webhook.Body, out var reason, out var detail);
        if (document is null)
        {
            return new Translation(null, null, [], reason, detail);
        }

        var root = document.RootElement;
        return AdyenBody.HasItems(root) ? OfItems(root, webhook, settings) : OfMessage(root, webhook, settings);
    }

    /// <summary>
    /// What one message says of its object, which may also be one that was read since: everything but the envelope is read from it.
    /// </summary>
    internal static Translation Of(AdyenEnvelope envelope, bool isItem)
    {
        var facts = new AdyenFacts(envelope);
        var method = isItem ? MethodForItem(envelope.Type) : MethodForMessage(envelope.Type);
        var quiet = isItem ? AdyenQuietTypes.OfItem(envelope.Type) : AdyenQuietTypes.OfMessage(envelope.Type);
        if (method is null)
        {
            facts.Refuse(
                quiet is null ? RefusalReason.UnknownEventType : RefusalReason.NoFact,
                quiet ?? "The event type maps to no canonical class.");
        }
        else if (isItem && envelope.Success is null)
        {
            facts.Refuse(RefusalReason.FieldMissing, "success is neither true nor false.");
        }
        else if (facts.HasTime(isItem ? "eventDate" : "timestamp"))
        {
            method(envelope, facts);
        }

        return facts.ToTranslation();
    }

    static Translation OfItems(JsonElement root, RawWebhook webhook, EndpointSettings settings)
    {
        var items = AdyenBody.Items(root);
        if (items.Count == 0)
        {
            return new Translation(
                null, null, [], RefusalReason.NotAnEvent, $"notificationItems is no list of 1 to {AdyenBody.ItemsMax} items.");
        }

        var isLive = root.Truth("live") ?? false;
        var messages = new HashSet<(string Account, string Id)>();
        var facts = new HashSet<(Guid Id, string Print)>();
        var translations = new List<(int Place, Translation Translation)>();
        foreach (var (index, item) in items.Index())
        {
            if (AdyenEnvelope.OfItem(item, isLive, webhook, settings) is not { } envelope)
            {
                translations.Add((index + 1, new Translation(
                    null, CleanText.Of(item.Text("eventCode")), [], RefusalReason.FieldMissing,
                    "There is no usable eventCode, pspReference and merchantAccountCode.")));
            }
            else
            {
                // An item that stands twice counts once; one that says something else under the same id is for the journal to refuse.
                var isNew = messages.Add((envelope.Account, envelope.Id));
                var said = Of(isNew ? envelope : envelope with { Id = $"{envelope.Id}:{index + 1}" }, isItem: true);
                translations.Add((index + 1, said with
                {
                    Events = [.. said.Events.Where(fact => facts.Add((fact.EventId, Convert.ToHexString(fact.Fingerprint()))))],
                }));
            }
        }

        return Together(translations, items.Count);
    }

    /// <summary>
    /// All facts of all items. There is one reason for what is missing: an exception before an unknown type before nothing to post; and
    /// none when nothing is missing but what states nothing.
    /// </summary>
    static Translation Together(List<(int Place, Translation Translation)> items, int count)
    {
        List<PaymentEvent> events = [.. items.SelectMany(item => item.Translation.Events)];
        var first = items[0].Translation;
        var (place, said) = items
            .Where(item => item.Translation.Reason is { } reason && (reason != RefusalReason.NoFact || events.Count == 0))
            .OrderBy(item => Urgency(item.Translation.Reason)).ThenBy(item => item.Translation.Reason).FirstOrDefault();
        return new Translation(
            first.ProviderEventId, first.ProviderEventType, events, said?.Reason,
            said is null || count == 1 ? said?.Detail : $"Item {place} of {count}: {said.Detail}");
    }

    static int Urgency(RefusalReason? reason) => reason switch
    {
        RefusalReason.NoFact => 2,
        RefusalReason.UnknownEventType => 1,
        _ => 0,
    };

    static Translation OfMessage(JsonElement root, RawWebhook webhook, EndpointSettings settings)
    {
        if (AdyenEnvelope.OfMessage(root, webhook, settings) is { } envelope)
        {
            return Of(envelope, isItem: false);
        }

        var type = root.Text("type");
        var (reason, detail) = string.IsNullOrEmpty(type) || root.Child("data") is null
            ? (RefusalReason.NotAnEvent, "The JSON is no message of Adyen's: it has neither notificationItems nor a type with data.")
            : MethodForMessage(type) is not null ? (RefusalReason.FieldMissing, "data.id is missing or no usable id.")
            : AdyenQuietTypes.OfMessage(type) is { } quiet ? (RefusalReason.NoFact, quiet)
            : (RefusalReason.UnknownEventType, "The event type maps to no canonical class.");
        return new Translation(null, CleanText.Of(type), [], reason, detail);
    }

    static Action<AdyenEnvelope, AdyenFacts>? MethodForItem(string code) => code switch
    {
        "AUTHORISATION" => AdyenAuthorizations.Authorised,
        "AUTHORISATION_ADJUSTMENT" => AdyenAuthorizations.Adjusted,
        "CANCELLATION" or "TECHNICAL_CANCEL" => AdyenAuthorizations.Cancelled,
        "EXPIRE" => AdyenAuthorizations.Expired,
        "OFFER_CLOSED" => AdyenAuthorizations.OfferClosed,

        "CAPTURE" => AdyenCaptures.Captured,
        "CAPTURE_FAILED" => AdyenCaptures.CaptureFailed,

        "REFUND" => AdyenRefunds.Refunded,
        "REFUND_WITH_DATA" => AdyenRefunds.RefundedWithData,
        "REFUND_FAILED" => AdyenRefunds.RefundFailed,
        "REFUNDED_REVERSED" => AdyenRefunds.RefundReversed,
        "CANCEL_OR_REFUND" => AdyenRefunds.CancelledOrRefunded,
        "VOID_PENDING_REFUND" => AdyenRefunds.PendingVoided,

        "REQUEST_FOR_INFORMATION" => AdyenDisputes.InformationAsked,
        "NOTIFICATION_OF_CHARGEBACK" => AdyenDisputes.Announced,
        "NOTIFICATION_OF_FRAUD" => AdyenDisputes.FraudReported,
        "CHARGEBACK" or "DISPUTE_OPENED_WITH_CHARGEBACK" => AdyenDisputes.Opened,
        "CHARGEBACK_REVERSED" or "ISSUER_RESPONSE_TIMEFRAME_EXPIRED" => AdyenDisputes.Reversed,
        "PREARBITRATION_WON" => AdyenDisputes.PrearbitrationWon,
        "SCHEME_ARBITRATION_WON" => AdyenDisputes.ArbitrationWon,
        "SECOND_CHARGEBACK" => AdyenDisputes.SecondChargeback,
        "DISPUTE_DEFENSE_PERIOD_ENDED" => AdyenDisputes.NotDefended,
        "PREARBITRATION_LOST" => AdyenDisputes.PrearbitrationLost,
        "SCHEME_ARBITRATION_LOST" => AdyenDisputes.ArbitrationLost,

        "REPORT_AVAILABLE" => AdyenReports.Available,
        _ => null,
    };

    static Action<AdyenEnvelope, AdyenFacts>? MethodForMessage(string type) => type switch
    {
        "balancePlatform.transfer.created" or "balancePlatform.transfer.updated" => AdyenTransfers.Changed,
        "balancePlatform.report.created" => AdyenReports.Created,
        _ => null,
    };
}
