using System.Text.Json;
using Ledger.Providers.Reading;

namespace Ledger.Providers.PayPal;

/// <summary>From a PayPal event to canonical events: one switch, one method per family.</summary>
static class PayPalTranslation
{
    internal static Translation Of(RawWebhook webhook, EndpointSettings settings) => Of(webhook, settings, read: null);

    /// <summary>The event with its resource as PayPal's API gives it now, in place of the one that the message carried.</summary>
    /// <param name="webhook">The message.</param>
    /// <param name="settings">Its endpoint.</param>
    /// <param name="read">The body of the API's answer.</param>
    /// <param name="wasInquiry">True when the message told of an inquiry, which may be a dispute by now.</param>
    internal static Translation OfRead(RawWebhook webhook, EndpointSettings settings, JsonElement read, bool wasInquiry = false) =>
        Of(webhook, settings, (JsonElement?)read, wasInquiry);

    static Translation Of(RawWebhook webhook, EndpointSettings settings, JsonElement? read, bool wasInquiry = false)
    {
        using var document = JsonBody.Parse(webhook.Body, out var reason, out var detail);
        if (document is null)
        {
            return new Translation(null, null, [], reason, detail);
        }

        var root = document.RootElement;
        return PayPalEnvelope.Read(root, webhook, settings) is not { } envelope
            ? new Translation(
                CleanText.Of(root.Text("id")), CleanText.Of(root.Text("event_type")), [], RefusalReason.NotAnEvent,
                "The JSON is no PayPal event with an id, an event_type and a resource.")
            : Of(read is { } now ? envelope with { Resource = now, IsRead = true, WasInquiry = wasInquiry } : envelope);
    }

    static Translation Of(PayPalEnvelope envelope)
    {
        var facts = new PayPalFacts(envelope);
        if (MethodFor(envelope.Type) is { } method)
        {
            if (facts.HasTime())
            {
                method(envelope, facts);
            }
        }
        else if (PayPalQuietTypes.Contains(envelope.Type))
        {
            facts.NoFact("The event type states nothing to post.");
        }
        else
        {
            facts.Refuse(RefusalReason.UnknownEventType, "The event type maps to no canonical class.");
        }

        return facts.ToTranslation();
    }

    static Action<PayPalEnvelope, PayPalFacts>? MethodFor(string type) => type switch
    {
        "PAYMENT.AUTHORIZATION.CREATED" => PayPalAuthorizations.Created,
        "PAYMENT.AUTHORIZATION.VOIDED" => PayPalAuthorizations.Voided,

        "PAYMENT.CAPTURE.COMPLETED" or "PAYMENT.SALE.COMPLETED" or "PAYMENT.CAPTURE.PENDING" or "PAYMENT.SALE.PENDING" =>
            PayPalCaptures.Changed,
        "PAYMENT.CAPTURE.DECLINED" or "PAYMENT.CAPTURE.DENIED" => PayPalCaptures.Declined,
        "PAYMENT.CAPTURE.REVERSED" or "PAYMENT.SALE.REVERSED" => PayPalCaptures.Reversed,

        "PAYMENT.SALE.DENIED" => PayPalFailures.SaleDenied,
        "CHECKOUT.PAYMENT-APPROVAL.REVERSED" => PayPalFailures.ApprovalReversed,

        "PAYMENT.CAPTURE.REFUNDED" or "PAYMENT.SALE.REFUNDED" or "PAYMENT.REFUND.PENDING" => PayPalRefunds.Changed,
        "PAYMENT.REFUND.FAILED" => PayPalRefunds.Failed,

        "CUSTOMER.DISPUTE.CREATED" or "CUSTOMER.DISPUTE.UPDATED" or "RISK.DISPUTE.CREATED" => PayPalDisputes.Changed,
        "CUSTOMER.DISPUTE.RESOLVED" => PayPalDisputes.Resolved,

        "PAYMENT.PAYOUTSBATCH.PROCESSING" or "PAYMENT.PAYOUTSBATCH.SUCCESS" or "PAYMENT.PAYOUTSBATCH.DENIED" => PayPalPayouts.Batch,
        "PAYMENT.PAYOUTS-ITEM.HELD" or "PAYMENT.PAYOUTS-ITEM.UNCLAIMED" => PayPalPayouts.Started,
        "PAYMENT.PAYOUTS-ITEM.SUCCEEDED" => PayPalPayouts.Succeeded,
        "PAYMENT.PAYOUTS-ITEM.FAILED" or "PAYMENT.PAYOUTS-ITEM.BLOCKED" or "PAYMENT.PAYOUTS-ITEM.DENIED"
            or "PAYMENT.PAYOUTS-ITEM.CANCELED" or "PAYMENT.PAYOUTS-ITEM.RETURNED" or "PAYMENT.PAYOUTS-ITEM.REFUNDED" =>
            PayPalPayouts.Failed,
        _ => null,
    };
}
