using Ledger.Accounting;
using Ledger.PaymentEvents;
using Ledger.Providers.Facts;

namespace Ledger.Providers.Adyen;

/// <summary>Refunds: a refund and its failure carry one reference, the refund request's.</summary>
static class AdyenRefunds
{
    internal static void Refunded(AdyenEnvelope item, AdyenFacts facts) => Add(item, facts, item.Original);

    /// <summary>A refund to a card that was not charged here has no payment: its stream is its own.</summary>
    internal static void RefundedWithData(AdyenEnvelope item, AdyenFacts facts) => Add(item, facts, item.Original ?? item.Reference);

    /// <summary>Rejected by the scheme.</summary>
    internal static void RefundFailed(AdyenEnvelope item, AdyenFacts facts)
    {
        if (facts.Amount() is { } amount)
        {
            facts.AddHappened(FailureOf(item, item.Original, amount));
        }
    }

    /// <summary>The money came back from the payer's bank after it had been paid out. What had failed before is undone already.</summary>
    internal static void RefundReversed(AdyenEnvelope item, AdyenFacts facts)
    {
        if (facts.Amount() is { } amount)
        {
            facts.AddHappened(FailureOf(item, item.Original, amount) with
            {
                Class = EventClass.Reversal,
                Variant = EventVariant.OfRefund,
                Key = ["refund-reversed", item.Reference],
            });
        }
    }

    /// <summary>
    /// Which of the two it was stands only in additional data, which no signature covers: likely, and no ground to post anything.
    /// </summary>
    internal static void CancelledOrRefunded(AdyenEnvelope item, AdyenFacts facts)
    {
        if (item.Success == false)
        {
            facts.NoFact("The reversal failed: the payment stays as it was.");
            return;
        }

        var isCancel = item.Object.Additional("modification.action") == "cancel";
        facts.AddOfItem(new Fact(
            isCancel ? EventClass.AuthVoided : EventClass.RefundPosted, item.Original, item.Reference, "cancel-or-refund", item.Reference)
        {
            Completeness = Completeness.NeedsRead,
        });
    }

    /// <summary>A refund at a terminal was called off before it was sent; whether it had been reported is not said.</summary>
    internal static void PendingVoided(AdyenEnvelope item, AdyenFacts facts)
    {
        if (item.Success == false)
        {
            facts.NoFact("The refund was not called off.");
            return;
        }

        facts.AddOfItem(new Fact(EventClass.RefundFailed, item.Original ?? item.Reference, item.Reference, "refund-voided", item.Reference)
        {
            Completeness = Completeness.NeedsRead,
        });
    }

    static void Add(AdyenEnvelope item, AdyenFacts facts, string? paymentId)
    {
        if (facts.Amount() is not { } amount)
        {
            return;
        }

        facts.AddOfItem(item.Success == false
            ? FailureOf(item, paymentId, amount)
            : new Fact(EventClass.RefundPosted, paymentId, item.Reference, "refund", item.Reference)
            {
                Amounts = new PaymentAmounts(amount),
            });
    }

    static Fact FailureOf(AdyenEnvelope item, string? paymentId, Money amount) =>
        new(EventClass.RefundFailed, paymentId, item.Reference, "refund-failed", item.Reference)
        {
            Amounts = new PaymentAmounts(amount),
            ReasonCode = item.Object.Filled("reason"),
        };
}
