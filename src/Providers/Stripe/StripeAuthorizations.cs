using System.Text.Json;
using Ledger.PaymentEvents;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Stripe;

/// <summary>Authorizations: created, voided, expired.</summary>
static class StripeAuthorizations
{
    const string ExpiredRefund = "expired_uncaptured_charge";

    internal static void AmountCapturableUpdated(StripeEnvelope envelope, StripeFacts facts)
    {
        var intent = envelope.Object;
        if (intent.Text("status") is { } status and not "requires_capture"
            || intent.Whole("amount_capturable") == 0 || intent.Whole("amount_received") > 0)
        {
            facts.NoFact("Nothing is newly authorised: the intent does not await its capture.");
            return;
        }

        Created(facts, intent, intent.Text("id"), "amount_capturable");
    }

    /// <summary>An authorization is the same fact as long as payment and amount are the same.</summary>
    internal static void Created(StripeFacts facts, JsonElement source, string? paymentId, string amountField)
    {
        if (facts.Amount(source, amountField) is { } amount)
        {
            facts.Add(new StripeFact(
                EventClass.AuthCreated, source, paymentId, source.Text("id"),
                "auth-created", paymentId, amount.ToString())
            {
                Amounts = new PaymentAmounts(amount),
            });
        }
    }

    internal static void PaymentIntentCanceled(StripeEnvelope envelope, StripeFacts facts)
    {
        var intent = envelope.Object;
        if (NeverHadCharge(intent))
        {
            facts.NoFact("The intent was cancelled before any charge: there was no authorization to end.");
            return;
        }

        var reason = intent.Text("cancellation_reason");
        Ended(facts, intent, intent.Text("id"), "amount", isExpired: reason is "automatic" or "expired", reason);
    }

    internal static void ChargeExpired(StripeEnvelope envelope, StripeFacts facts) =>
        Ended(
            facts, envelope.Object, PaymentOfCharge(envelope.Object), "amount", isExpired: true, "expired");

    /// <summary>Void and expiry are one fact, so that two messages about one end cannot post two.</summary>
    internal static void Ended(
        StripeFacts facts, JsonElement source, string? paymentId, string amountField, bool isExpired, string? reason)
    {
        if (facts.Amount(source, amountField) is { } amount)
        {
            facts.Add(new StripeFact(
                isExpired ? EventClass.AuthExpired : EventClass.AuthVoided, source, paymentId, source.Text("id"),
                "auth-ended", paymentId)
            {
                Amounts = new PaymentAmounts(amount),
                ReasonCode = reason,
            });
        }
    }

    /// <summary>Before 2025-03-31.basil the release of an authorization also made a refund, with this reason.</summary>
    internal static bool IsExpiry(JsonElement refund) => refund.Text("reason") == ExpiredRefund;

    internal static string? PaymentOfCharge(JsonElement charge) => charge.Id("payment_intent") ?? charge.Text("id");

    /// <summary>True only when the intent says so: an explicit null, or an empty list in older versions.</summary>
    static bool NeverHadCharge(JsonElement intent) =>
        intent.TryGetProperty("latest_charge", out var latest) ? latest.ValueKind == JsonValueKind.Null
        : intent.Child("charges")?.Field("data") is { ValueKind: JsonValueKind.Array } charges
            && charges.GetArrayLength() == 0;
}
