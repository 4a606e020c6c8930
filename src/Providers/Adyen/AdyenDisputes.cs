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
    /// <summary>The issuer asks before it decides; no money has been taken.</summary>
    internal static void InformationAsked(AdyenEnvelope item, AdyenFacts facts) =>
        Note(item, facts, EventClass.DisputeInquiry, "information-asked");

    /// <summary>A chargeback is on its way; CHARGEBACK says when it takes the money.</summary>
    internal static void Announced(AdyenEnvelope item, AdyenFacts facts) => Note(item, facts, EventClass.DisputeInquiry, "announced");

    /// <summary>A scheme's report of fraud (TC40, SAFE); no money has been taken.</summary>
    internal static void FraudReported(AdyenEnvelope item, AdyenFacts facts) => Note(item, facts, EventClass.FraudNotice, "fraud");

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

    /// <summary>A notice moves nothing: it needs no amount.</summary>
    static void Note(AdyenEnvelope item, AdyenFacts facts, string eventClass, string step) =>
        facts.AddOfItem(new Fact(eventClass, item.Original ?? item.Reference, item.Reference, "notice", item.Reference, step)
        {
            Amounts = new PaymentAmounts(facts.AmountIfAny()),
            ReasonCode = item.Object.Additional("chargebackReasonCode") ?? item.Object.Filled("reason"),
            DueBy = DueBy(item),
        });

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
