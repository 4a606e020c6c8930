using Ledger.PaymentEvents;
using Ledger.Providers.Facts;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Adyen;

/// <summary>
/// Disputes. All events of one carry one reference, and the payment's as the original one; where the account is not set up for that,
/// the only reference is the payment's. Money moves by CHARGEBACK (out), CHARGEBACK_REVERSED (back) and
/// SECOND_CHARGEBACK (out again, for good).
/// </summary>
static class AdyenDisputes
{
    /// <summary>The first chargeback: one fact, announced before or not.</summary>
    internal static void Opened(AdyenEnvelope item, AdyenFacts facts) => Add(item, facts, EventClass.ChargebackOpened, "chargeback");

    /// <summary>The first defence succeeded; that the issuer let its time pass says the same of the same money.</summary>
    internal static void Reversed(AdyenEnvelope item, AdyenFacts facts) => Add(item, facts, EventClass.ChargebackWon, "reversed");

    internal static void PrearbitrationWon(AdyenEnvelope item, AdyenFacts facts) =>
        Add(item, facts, EventClass.ChargebackWon, "prearbitration-won");

    internal static void ArbitrationWon(AdyenEnvelope item, AdyenFacts facts) =>
        Add(item, facts, EventClass.ChargebackWon, "arbitration-won");

    /// <summary>The money that had come back is taken again, and the dispute is over: two facts.</summary>
    internal static void SecondChargeback(AdyenEnvelope item, AdyenFacts facts)
    {
        Add(item, facts, EventClass.ChargebackOpened, "second-chargeback");
        Add(item, facts, EventClass.ChargebackLost, "lost-by-second-chargeback");
    }

    internal static void NotDefended(AdyenEnvelope item, AdyenFacts facts) =>
        Add(item, facts, EventClass.ChargebackLost, "lost-undefended");

    internal static void PrearbitrationLost(AdyenEnvelope item, AdyenFacts facts) =>
        Add(item, facts, EventClass.ChargebackLost, "prearbitration-lost");

    internal static void ArbitrationLost(AdyenEnvelope item, AdyenFacts facts) =>
        Add(item, facts, EventClass.ChargebackLost, "arbitration-lost");

    static void Add(AdyenEnvelope item, AdyenFacts facts, string eventClass, string step)
    {
        if (facts.Amount() is { } amount)
        {
            facts.AddHappened(new Fact(
                eventClass, item.Original ?? item.Reference, item.Reference, "dispute", item.Reference, step)
            {
                Amounts = new PaymentAmounts(amount),
                ReasonCode = item.Object.Additional("chargebackReasonCode") ?? item.Object.Filled("reason"),
                DueBy = eventClass == EventClass.ChargebackOpened ? DueBy(item) : null,
            });
        }
    }

    static DateTimeOffset? DueBy(AdyenEnvelope item) =>
        item.Object.Child("additionalData")?.Moment("defensePeriodEndsAt") is { Year: >= 2000 and < 2100 } dueBy ? dueBy : null;
}
