using System.Text.Json;
using Ledger.PaymentEvents;
using Ledger.Providers.Api;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Stripe;

/// <summary>
/// What an object's status says about a message of a type: still so, moved on through it, or never so. From the life cycles in Stripe's API
/// reference of each object.
/// </summary>
static class StripeStandings
{
    /// <summary>The standing, and the status in Stripe's word.</summary>
    internal static (ObjectStanding Standing, string? State) Of(string type, JsonElement read, PaymentEvent reported)
    {
        var status = read.Text("status");
        return type switch
        {
            "payment_intent.amount_capturable_updated" =>
                (Of(status, ["requires_capture"], ["succeeded", "canceled", "processing"]), status),
            "payment_intent.processing" =>
                (Of(status, ["processing"], ["succeeded", "requires_payment_method", "requires_capture", "canceled"]), status),
            "charge.pending" => (Of(status, ["pending"], ["succeeded", "failed"]), status),
            "payment_intent.succeeded" => (Of(status, ["succeeded"], []), status),
            "payment_intent.canceled" => (Of(status, ["canceled"], []), status),
            "payment_intent.payment_failed" => (ObjectStanding.MovedOn, status), // One attempt of several; it moves no money.
            "charge.succeeded" or "charge.captured" or "charge.updated" => OfCharge(type, read, reported.Class),
            "charge.failed" => (Of(status, ["failed"], []), status),
            "charge.expired" => (read.Flag("captured") == false ? ObjectStanding.States : ObjectStanding.Denies, status),
            "charge.refunded" => (ObjectStanding.States, status),
            // Its refunds are a list; a message may tell one step of their total.
            "application_fee.refunded" => (ObjectStanding.MovedOn, status),
            "refund.created" or "refund.updated" or "charge.refund.updated" =>
                (Of(status ?? "succeeded", ["succeeded"], ["failed", "canceled"]), status), // There was no status before 2015.
            "refund.failed" => (Of(status, ["failed", "canceled"], []), status),
            "charge.dispute.created" or "charge.dispute.funds_withdrawn" or "charge.dispute.funds_reinstated" =>
                (OfDispute(status, reported), status),
            "charge.dispute.closed" => (Of(status, ["won", "lost"], []), status),
            "checkout.session.async_payment_failed" => OfCheckout(read),
            "invoice.payment_failed" => (Of(status, ["open", "uncollectible", "void"], ["paid"]), status),
            // A step of a total, or of a list.
            "transfer.reversed" => (read.Whole("amount_reversed") > 0 ? ObjectStanding.MovedOn : ObjectStanding.Denies, status),
            "topup.reversed" => (Of(status, ["reversed"], []), status),
            "payout.paid" => (Of(status, ["paid"], ["failed"]), status), // "Paid" is not final with Stripe.
            "payout.failed" or "payout.canceled" => (Of(status, ["failed", "canceled"], []), status),
            "payout.reconciliation_completed" => OfReconciliation(read),
            _ => (ObjectStanding.States, status),
        };
    }

    static ObjectStanding Of(string? status, ReadOnlySpan<string> states, ReadOnlySpan<string> later) =>
        status is null ? ObjectStanding.Denies
        : states.Contains(status) ? ObjectStanding.States
        : later.Contains(status) ? ObjectStanding.MovedOn
        : ObjectStanding.Denies;

    /// <summary>
    /// A capture can follow on an authorization. Before charges had <c>amount_captured</c>, what is left of one after a refund does not say
    /// what was captured: such a message stands as it was sent.
    /// </summary>
    static (ObjectStanding Standing, string? State) OfCharge(string type, JsonElement charge, string reportedClass)
    {
        var status = charge.Text("status");
        var captured = charge.Flag("captured");
        var isPast = charge.Field("amount_captured") is null && charge.Whole("amount_refunded") is > 0;
        return (status, captured) switch
        {
            ("succeeded", _) when isPast => (ObjectStanding.MovedOn, "refunded"),
            ("succeeded", true) when reportedClass == EventClass.AuthCreated => (ObjectStanding.MovedOn, "captured"),
            ("succeeded", true) => (ObjectStanding.States, "captured"),
            ("succeeded", false) when type == "charge.succeeded" => (ObjectStanding.States, "uncaptured"),
            _ => (ObjectStanding.Denies, status),
        };
    }

    static (ObjectStanding Standing, string? State) OfCheckout(JsonElement session)
    {
        var status = session.Text("payment_status");
        return (Of(status, ["unpaid"], ["paid", "no_payment_required"]), status);
    }

    static (ObjectStanding Standing, string? State) OfReconciliation(JsonElement payout)
    {
        var status = payout.Text("reconciliation_status");
        return (Of(status, ["completed"], []), status);
    }

    /// <summary>
    /// An inquiry that was reported stays told, whatever it became; a dispute that was reported is none while it only asks. A message that
    /// states nothing itself is what the object says.
    /// </summary>
    static ObjectStanding OfDispute(string? status, PaymentEvent reported) => status switch
    {
        null or "prevented" => ObjectStanding.Denies,
        _ when reported.Completeness == Completeness.NeedsRead => ObjectStanding.States,
        _ when reported.Class == EventClass.DisputeInquiry =>
            StripeDisputes.IsInquiry(status) ? ObjectStanding.States : ObjectStanding.MovedOn,
        _ => StripeDisputes.IsInquiry(status) ? ObjectStanding.Denies : ObjectStanding.States,
    };
}
