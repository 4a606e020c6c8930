using Ledger.PaymentEvents;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Stripe;

/// <summary>
/// Thin events name an object and carry none of it: the fact must be read from Stripe's API before it is posted
/// (R-GW-14), so it goes out as needs-read, without amounts, under the event's own id.
/// </summary>
static class StripeThinEvents
{
    const string VersionPrefix = "v1.";

    /// <summary>The name that the type has among snapshot events.</summary>
    internal static string SnapshotType(string type) =>
        type.StartsWith(VersionPrefix, StringComparison.Ordinal) ? type[VersionPrefix.Length..] : type;

    internal static void Translate(StripeEnvelope envelope, StripeFacts facts)
    {
        var (eventClass, subject) = Likeliest(SnapshotType(envelope.Type));
        var id = envelope.Root.Child("related_object")?.Text("id") ?? envelope.Id;
        facts.Add(new StripeFact(eventClass, envelope.Root, id, id, "thin", envelope.Id)
        {
            Subject = subject,
            Variant = VariantOf(SnapshotType(envelope.Type)),
            Completeness = Completeness.NeedsRead,
            SettlementBatchId = subject == Subject.Payout ? id : null,
        });
    }

    static string? VariantOf(string type) => type switch
    {
        "application_fee.created" => EventVariant.ApplicationFee,
        "application_fee.refunded" => EventVariant.ApplicationFeeReturned,
        "transfer.reversed" => EventVariant.OfTransfer,
        "topup.reversed" => EventVariant.OfTopUp,
        _ => null,
    };

    /// <summary>
    /// What the type mostly means; where the object decides (a charge may be only authorised, a dispute won), the read
    /// decides.
    /// </summary>
    static (string Class, string Subject) Likeliest(string type) => type switch
    {
        "payment_intent.amount_capturable_updated" => (EventClass.AuthCreated, Subject.Payment),
        "payment_intent.canceled" => (EventClass.AuthVoided, Subject.Payment),
        "charge.expired" => (EventClass.AuthExpired, Subject.Payment),
        "payment_intent.processing" or "charge.pending" => (EventClass.CapturePending, Subject.Payment),
        "payment_intent.payment_failed" or "charge.failed" or "checkout.session.async_payment_failed"
            or "invoice.payment_failed" => (EventClass.PaymentFailed, Subject.Payment),
        "refund.created" or "refund.updated" or "charge.refund.updated" or "charge.refunded" =>
            (EventClass.RefundPosted, Subject.Payment),
        "refund.failed" => (EventClass.RefundFailed, Subject.Payment),
        "charge.dispute.created" or "charge.dispute.funds_withdrawn" => (EventClass.ChargebackOpened, Subject.Payment),
        "charge.dispute.funds_reinstated" => (EventClass.ChargebackWon, Subject.Payment),
        "charge.dispute.closed" => (EventClass.ChargebackLost, Subject.Payment),
        "radar.early_fraud_warning.created" or "radar.early_fraud_warning.updated" => (EventClass.FraudNotice, Subject.Payment),
        "transfer.reversed" or "topup.reversed" => (EventClass.Reversal, Subject.Transfer),
        "application_fee.created" or "application_fee.refunded" => (EventClass.FeePosted, Subject.Fee),
        "payout.created" => (EventClass.PayoutInitiated, Subject.Payout),
        "payout.paid" => (EventClass.PayoutPaid, Subject.Payout),
        "payout.failed" or "payout.canceled" => (EventClass.PayoutFailed, Subject.Payout),
        "payout.reconciliation_completed" => (EventClass.SettlementConfirmed, Subject.Payout),
        _ => (EventClass.CaptureSucceeded, Subject.Payment),
    };
}
