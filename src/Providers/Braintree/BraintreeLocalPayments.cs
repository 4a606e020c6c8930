using Ledger.PaymentEvents;
using Ledger.Providers.Facts;

namespace Ledger.Providers.Braintree;

/// <summary>
/// Local payment methods (iDEAL, BLIK and others): the payer approves at the bank, a transaction is made of it. Until there is one, the
/// payment is known by its payment id only.
/// </summary>
static class BraintreeLocalPayments
{
    internal static void Paid(BraintreeEnvelope envelope, BraintreeFacts facts)
    {
        if (envelope.ObjectOrChild("transaction") is { } transaction)
        {
            BraintreeTransactions.SaleByStatus(facts, transaction);
        }
        else
        {
            facts.NoFact("No transaction has been made of the payment yet; without one it is given back to the payer.");
        }
    }

    internal static void Expired(BraintreeEnvelope envelope, BraintreeFacts facts) =>
        Ended(envelope, facts, EventClass.PaymentFailed, "expired");

    /// <summary>
    /// What the payer's bank had paid is given back because no transaction was made of it in time: there is no capture to undo,
    /// unless one was posted under the payment id.
    /// </summary>
    internal static void Reversed(BraintreeEnvelope envelope, BraintreeFacts facts) =>
        Ended(envelope, facts, EventClass.Reversal, "reversed", EventVariant.OfCapture);

    static void Ended(BraintreeEnvelope envelope, BraintreeFacts facts, string eventClass, string how, string? variant = null)
    {
        var id = envelope.Object!.TextOf("payment-id");
        facts.Add(new Fact(eventClass, id, id, "local-payment", id, how)
        {
            Variant = variant,
            ReasonCode = how,
            PaymentMethod = "local_payment",
        });
    }
}
