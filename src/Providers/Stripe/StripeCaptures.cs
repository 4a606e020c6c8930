using System.Text.Json;
using Ledger.Accounting;
using Ledger.PaymentEvents;
using Ledger.Providers.Amounts;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Stripe;

/// <summary>Captures. Four event types report one fact: the payment is captured.</summary>
static class StripeCaptures
{
    internal static void PaymentIntentProcessing(StripeEnvelope envelope, StripeFacts facts)
    {
        var intent = envelope.Object;
        var id = intent.Text("id");
        Pending(facts, intent, id, intent.Id("latest_charge") ?? id);
    }

    internal static void ChargePending(StripeEnvelope envelope, StripeFacts facts)
    {
        var charge = envelope.Object;
        Pending(facts, charge, StripeAuthorizations.PaymentOfCharge(charge), charge.Text("id"));
    }

    internal static void PaymentIntentSucceeded(StripeEnvelope envelope, StripeFacts facts)
    {
        var intent = envelope.Object;
        var charge = intent.Child("latest_charge") ?? intent.Items("charges").FirstOrDefault();
        var amount = facts.Amount(intent, intent.Field("amount_received") is null ? "amount" : "amount_received");
        Captured(facts, intent, intent.Text("id"), amount, charge.Child("balance_transaction"));
    }

    internal static void ChargeSucceeded(StripeEnvelope envelope, StripeFacts facts)
    {
        var charge = envelope.Object;
        switch (charge.Flag("captured"))
        {
            case true:
                Captured(facts, charge);
                break;
            case false:
                StripeAuthorizations.Created(facts, charge, StripeAuthorizations.PaymentOfCharge(charge), "amount");
                break;
            case null:
                facts.Refuse(RefusalReason.FieldMissing, "captured is missing or neither true nor false.");
                break;
        }
    }

    internal static void ChargeCaptured(StripeEnvelope envelope, StripeFacts facts) =>
        Captured(facts, envelope.Object);

    /// <summary>An asynchronous capture is reported by an update of the charge; so is much else.</summary>
    internal static void ChargeUpdated(StripeEnvelope envelope, StripeFacts facts)
    {
        var charge = envelope.Object;
        var statesCapture = charge.Flag("captured") == true && charge.Text("status") == "succeeded";
        var statesAmount = charge.Whole("amount_captured") is not null || charge.Whole("amount_refunded") is null or 0;
        if (statesCapture && statesAmount)
        {
            Captured(facts, charge);
        }
        else
        {
            facts.NoFact("The update does not state a capture with its amount.");
        }
    }

    /// <summary>The bank decides within days: one fact of a payment, whether the intent reports it or its charge.</summary>
    static void Pending(StripeFacts facts, JsonElement source, string? paymentId, string? attempt) =>
        facts.Add(new StripeFact(EventClass.CapturePending, source, paymentId, attempt, "capture-pending", paymentId)
        {
            Amounts = new PaymentAmounts(facts.AmountIfAny(source, "amount")),
        });

    static void Captured(StripeFacts facts, JsonElement charge) =>
        Captured(
            facts, charge, StripeAuthorizations.PaymentOfCharge(charge), CapturedAmount(facts, charge),
            charge.Child("balance_transaction"));

    static void Captured(
        StripeFacts facts, JsonElement source, string? paymentId, Money? amount, JsonElement? balanceTransaction)
    {
        if (amount is not null)
        {
            facts.Add(new StripeFact(
                EventClass.CaptureSucceeded, source, paymentId, source.Text("id"), "capture", paymentId)
            {
                Amounts = new PaymentAmounts(amount, Settled: StripeConversions.Settled(facts, balanceTransaction)),
                ExchangeRate = StripeConversions.RateOf(balanceTransaction),
            });
        }

        StripeFees.OfBalanceTransaction(facts, balanceTransaction, source, paymentId);
        StripeConversions.Of(facts, balanceTransaction, source, paymentId, amount);
    }

    /// <summary>
    /// <c>amount_captured</c>; before it existed a partial capture showed as the amount less what was given back.
    /// </summary>
    static Money? CapturedAmount(StripeFacts facts, JsonElement charge)
    {
        if (charge.Field("amount_captured") is not null)
        {
            return facts.Amount(charge, "amount_captured");
        }

        return charge.Whole("amount") is { } amount and > 0 && charge.Whole("amount_refunded") is { } released
            && released > 0 && released <= amount
            ? facts.Amount(amount - released, charge, AmountKind.Charge)
            : facts.Amount(charge, "amount");
    }
}
