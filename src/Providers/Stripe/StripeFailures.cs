using Ledger.PaymentEvents;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Stripe;

/// <summary>Failed payment attempts: nothing moved. One failed charge is one fact, whoever reports it.</summary>
static class StripeFailures
{
    internal static void PaymentIntentFailed(StripeEnvelope envelope, StripeFacts facts)
    {
        var intent = envelope.Object;
        var error = intent.Child("last_payment_error") ?? default;
        var charge = error.Id("charge") ?? intent.Id("latest_charge")
            ?? intent.Items("charges").Select(item => item.Text("id")).FirstOrDefault();
        Failed(envelope, facts, intent.Text("id"), charge, "amount", error.Text("decline_code") ?? error.Text("code"));
    }

    internal static void ChargeFailed(StripeEnvelope envelope, StripeFacts facts)
    {
        var charge = envelope.Object;
        Failed(
            envelope, facts, StripeAuthorizations.PaymentOfCharge(charge), charge.Text("id"), "amount",
            charge.Child("outcome")?.Text("reason") ?? charge.Text("failure_code"));
    }

    internal static void CheckoutFailed(StripeEnvelope envelope, StripeFacts facts)
    {
        var session = envelope.Object;
        Failed(
            envelope, facts, session.Id("payment_intent") ?? session.Text("id"), charge: null, "amount_total", null);
    }

    internal static void InvoiceFailed(StripeEnvelope envelope, StripeFacts facts)
    {
        var invoice = envelope.Object;
        var amountField = invoice.Field("amount_remaining") is null ? "amount_due" : "amount_remaining";
        Failed(
            envelope, facts, invoice.Payment() ?? invoice.Text("id"), invoice.Id("charge"), amountField, null,
            invoice.Text("id"));
    }

    static void Failed(
        StripeEnvelope envelope, StripeFacts facts, string? paymentId, string? charge, string amountField,
        string? reason, string? invoice = null)
    {
        var source = envelope.Object;
        var objectId = source.Text("id");
        string?[] key = charge is null ? ["payment-failed", objectId, envelope.Id] : ["payment-failed", charge];
        facts.Add(new StripeFact(EventClass.PaymentFailed, source, paymentId, objectId, key)
        {
            Amounts = new PaymentAmounts(facts.AmountIfAny(source, amountField)),
            ReasonCode = reason,
            InvoiceRef = invoice,
        });
    }
}
