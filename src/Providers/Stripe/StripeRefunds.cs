using System.Text.Json;
using Ledger.PaymentEvents;
using Ledger.Providers.Amounts;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Stripe;

/// <summary>Refunds: the refund object is the authority, the charge only knows totals.</summary>
static class StripeRefunds
{
    /// <summary>
    /// From here on the release of an uncaptured amount is no refund (Stripe's changelog of that version).
    /// </summary>
    const string NoRefundOnRelease = "2025-03-31";

    internal static void RefundChanged(StripeEnvelope envelope, StripeFacts facts) =>
        Refund(facts, envelope.Object, envelope.Object.Payment());

    internal static void RefundFailed(StripeEnvelope envelope, StripeFacts facts) =>
        Failed(facts, envelope.Object, envelope.Object.Payment());

    /// <summary>One fact per refund in the charge's list; without a list only the running total is known.</summary>
    internal static void ChargeRefunded(StripeEnvelope envelope, StripeFacts facts)
    {
        var charge = envelope.Object;
        var refunds = charge.Items("refunds").ToList();
        if (charge.Flag("captured") == false)
        {
            Released(facts, charge, refunds);
            return;
        }

        var uncaptured = UncapturedAmount(envelope, charge);
        if (!refunds.Exists(refund => refund.Text("id") is not null))
        {
            Cumulative(facts, charge, uncaptured);
            return;
        }

        var release = uncaptured > 0 ? refunds.MinBy(refund => refund.Whole("created")) : default;
        foreach (var refund in refunds)
        {
            if (release.Text("id") == refund.Text("id") && refund.Whole("amount") == uncaptured)
            {
                facts.NoFact("The refund is the release of what was not captured.");
            }
            else
            {
                Refund(facts, refund, StripeAuthorizations.PaymentOfCharge(charge));
            }
        }
    }

    static void Refund(StripeFacts facts, JsonElement refund, string? paymentId)
    {
        // Lists of refunds had no status before 2015: all refunds were final then.
        switch (refund.Text("status") ?? "succeeded")
        {
            case "failed" or "canceled":
                Failed(facts, refund, paymentId);
                break;
            case "succeeded" when StripeAuthorizations.IsExpiry(refund):
                StripeAuthorizations.Ended(facts, refund, paymentId, "amount", isExpired: true, refund.Text("reason"));
                break;
            case "succeeded":
                Posted(facts, refund, paymentId);
                break;
            default:
                facts.NoFact("The refund is not final yet.");
                break;
        }
    }

    static void Posted(StripeFacts facts, JsonElement refund, string? paymentId)
    {
        if (facts.Amount(refund, "amount") is { } amount)
        {
            var id = refund.Text("id");
            facts.Add(new StripeFact(EventClass.RefundPosted, refund, paymentId, id, "refund", id)
            {
                Amounts = new PaymentAmounts(amount),
                ReasonCode = refund.Text("reason"),
            });
        }

        StripeFees.OfBalanceTransaction(facts, refund.Child("balance_transaction"), refund, paymentId);
        StripeConversions.Of(facts, refund.Child("balance_transaction"), refund, paymentId, facts.AmountIfAny(refund, "amount"));
    }

    static void Failed(StripeFacts facts, JsonElement refund, string? paymentId)
    {
        if (facts.Amount(refund, "amount") is { } amount)
        {
            var id = refund.Text("id");
            facts.Add(new StripeFact(EventClass.RefundFailed, refund, paymentId, id, "refund", id, "failed")
            {
                Amounts = new PaymentAmounts(amount),
                ReasonCode = refund.Text("failure_reason") ?? refund.Text("status"),
            });
        }
    }

    /// <summary>A refund of an uncaptured charge gives an authorization back; no money moved.</summary>
    static void Released(StripeFacts facts, JsonElement charge, List<JsonElement> refunds)
    {
        var isExpired = refunds.Exists(StripeAuthorizations.IsExpiry);
        if (!isExpired && charge.Id("payment_intent") is not null)
        {
            facts.NoFact("The charge was never captured; payment_intent.canceled says how its authorization ended.");
            return;
        }

        StripeAuthorizations.Ended(
            facts, charge, StripeAuthorizations.PaymentOfCharge(charge), "amount", isExpired,
            isExpired ? "expired" : "released");
    }

    static void Cumulative(StripeFacts facts, JsonElement charge, long uncaptured)
    {
        var refunded = charge.Whole("amount_refunded") - uncaptured;
        if (refunded == 0)
        {
            facts.NoFact("What was given back is the release of what was not captured.");
            return;
        }

        var amount = refunded is { } units and > 0
            ? facts.Amount(units, charge, AmountKind.Charge)
            : facts.Amount(charge, "amount_refunded");
        if (amount is { } total)
        {
            var id = charge.Text("id");
            facts.Add(new StripeFact(
                EventClass.RefundPosted, charge, StripeAuthorizations.PaymentOfCharge(charge), id,
                "refunded-total", id, total.ToString())
            {
                Amounts = new PaymentAmounts(CumulativeGross: total),
                Completeness = Completeness.NeedsRead,
            });
        }
    }

    /// <summary>What an old API version counts as refunded although it was never captured.</summary>
    static long UncapturedAmount(StripeEnvelope envelope, JsonElement charge) =>
        string.CompareOrdinal(envelope.ApiVersion, NoRefundOnRelease) < 0
        && charge.Whole("amount") is { } amount and > 0 && charge.Whole("amount_captured") is { } captured and > 0
        && captured < amount
            ? amount - captured
            : 0;
}
