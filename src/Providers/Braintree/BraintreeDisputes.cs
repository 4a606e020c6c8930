using Ledger.PaymentEvents;
using Ledger.Providers.Facts;

namespace Ledger.Providers.Braintree;

/// <summary>
/// Disputes: a chargeback takes the money when it is opened, a retrieval takes none. Accepted, accepted by Braintree, expired and lost are
/// one end. A pre-arbitration is a dispute of its own, which names the one before it.
/// </summary>
static class BraintreeDisputes
{
    const string Retrieval = "retrieval";

    internal static void Opened(BraintreeEnvelope envelope, BraintreeFacts facts) =>
        Add(envelope, facts, EventClass.ChargebackOpened, AmountDisputed);

    /// <summary>What comes back may be less than what was disputed; the message says how much.</summary>
    internal static void Won(BraintreeEnvelope envelope, BraintreeFacts facts) =>
        Add(envelope, facts, EventClass.ChargebackWon, dispute => dispute.Child("amount-won"));

    internal static void Lost(BraintreeEnvelope envelope, BraintreeFacts facts) =>
        Add(envelope, facts, EventClass.ChargebackLost, AmountDisputed);

    static void Add(
        BraintreeEnvelope envelope, BraintreeFacts facts, string eventClass, Func<BraintreeElement, BraintreeElement?> amountOf)
    {
        if (envelope.Object is not { Name: "dispute" } dispute)
        {
            facts.Refuse(RefusalReason.NotAnEvent, "The subject holds no dispute.");
            return;
        }

        var kind = dispute.TextOf("kind");
        if (kind == Retrieval)
        {
            facts.NoFact("A retrieval asks for information and takes no money.");
            return;
        }

        // Only of these two is it known that they move money; another kind must be looked at first.
        var amount = kind is "chargeback" or "pre_arbitration" ? amountOf(dispute) : null;
        var (id, transaction) = (dispute.TextOf("id"), dispute.Child("transaction"));
        facts.AddOf(
            new Fact(eventClass, transaction?.TextOf("id"), id, "dispute", id, eventClass)
            {
                OrderRef = transaction?.TextOf("order-id"),
                PaymentMethod = transaction?.TextOf("payment-instrument-subtype"),
                ReasonCode = dispute.TextOf("reason-code") ?? dispute.TextOf("reason"),
                DueBy = dispute.Moment("reply-by-date") is { Year: >= 2000 and < 2100 } dueBy ? dueBy : null,
            },
            amount, dispute.TextOf("currency-iso-code"));
    }

    /// <summary>Old messages know only one amount.</summary>
    static BraintreeElement? AmountDisputed(BraintreeElement dispute) => dispute.Child("amount-disputed") ?? dispute.Child("amount");
}
