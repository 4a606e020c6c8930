using Ledger.Providers.Reading;

namespace Ledger.Providers.Stripe;

/// <summary>From a Stripe event to canonical events: one switch, one method per event type.</summary>
static class StripeTranslation
{
    internal static Translation Of(RawWebhook webhook, EndpointSettings settings)
    {
        using var document = JsonBody.Parse(webhook.Body, out var reason, out var detail);
        if (document is null)
        {
            return new Translation(null, null, [], reason, detail);
        }

        var root = document.RootElement;
        return StripeEnvelope.Read(root, webhook, settings) is { } envelope
            ? Of(envelope)
            : new Translation(
                CleanText.Of(root.Text("id")), CleanText.Of(root.Text("type")), [], RefusalReason.NotAnEvent,
                "The JSON is no Stripe event with an id, a type and object \"event\" or \"v2.core.event\".");
    }

    static Translation Of(StripeEnvelope envelope)
    {
        var facts = new StripeFacts(envelope);
        var type = envelope.IsThin ? StripeThinEvents.SnapshotType(envelope.Type) : envelope.Type;
        var method = MethodFor(type);
        if (method is null && StripeQuietTypes.Contains(type))
        {
            facts.NoFact("The event type states nothing to post.");
        }
        else if (method is null)
        {
            facts.Refuse(RefusalReason.UnknownEventType, "The event type maps to no canonical class.");
        }
        else if (!envelope.IsThin && envelope.Object.ValueKind == default)
        {
            facts.Refuse(RefusalReason.NotAnEvent, "The event holds no data.object.");
        }
        else if (!facts.HasTime())
        {
            return facts.ToTranslation();
        }
        else if (envelope.IsThin)
        {
            StripeThinEvents.Translate(envelope, facts);
        }
        else
        {
            method(envelope, facts);
        }

        return facts.ToTranslation();
    }

    static Action<StripeEnvelope, StripeFacts>? MethodFor(string type) => type switch
    {
        "payment_intent.amount_capturable_updated" => StripeAuthorizations.AmountCapturableUpdated,
        "payment_intent.canceled" => StripeAuthorizations.PaymentIntentCanceled,
        "charge.expired" => StripeAuthorizations.ChargeExpired,

        "payment_intent.processing" => StripeCaptures.PaymentIntentProcessing,
        "charge.pending" => StripeCaptures.ChargePending,
        "payment_intent.succeeded" => StripeCaptures.PaymentIntentSucceeded,
        "charge.succeeded" => StripeCaptures.ChargeSucceeded,
        "charge.captured" => StripeCaptures.ChargeCaptured,
        "charge.updated" => StripeCaptures.ChargeUpdated,

        "payment_intent.payment_failed" => StripeFailures.PaymentIntentFailed,
        "charge.failed" => StripeFailures.ChargeFailed,
        "checkout.session.async_payment_failed" => StripeFailures.CheckoutFailed,
        "invoice.payment_failed" => StripeFailures.InvoiceFailed,

        "refund.created" or "refund.updated" or "charge.refund.updated" => StripeRefunds.RefundChanged,
        "refund.failed" => StripeRefunds.RefundFailed,
        "charge.refunded" => StripeRefunds.ChargeRefunded,

        "charge.dispute.created" or "charge.dispute.funds_withdrawn" => StripeDisputes.Opened,
        "charge.dispute.funds_reinstated" => StripeDisputes.FundsReinstated,
        "charge.dispute.closed" => StripeDisputes.Closed,

        "radar.early_fraud_warning.created" or "radar.early_fraud_warning.updated" => StripeDisputes.FraudWarning,

        "transfer.reversed" => StripeReversals.TransferReversed,
        "topup.reversed" => StripeReversals.TopUpReversed,

        "application_fee.created" => StripeFees.ApplicationFeeCreated,
        "application_fee.refunded" => StripeFees.ApplicationFeeRefunded,

        "payout.created" => StripePayouts.Created,
        "payout.paid" => StripePayouts.Paid,
        "payout.failed" or "payout.canceled" => StripePayouts.Failed,
        "payout.reconciliation_completed" => StripePayouts.ReconciliationCompleted,
        _ => null,
    };
}
