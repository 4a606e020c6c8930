using Ledger.PaymentEvents;
using Ledger.Providers.Facts;

namespace Ledger.Providers.Contract;

/// <summary>Refunds and disputes: what begins one may leave its id to the event, what ends one must name it.</summary>
static class ContractReturns
{
    internal static void Refunded(ContractFacts facts, ContractEvent known) => Begun(facts, known, "refund", "refund_id");

    internal static void RefundFailed(ContractFacts facts, ContractEvent known)
    {
        if (facts.Payment() is { } payment && facts.Id("refund_id") is { } id && facts.Amounts() is { } amounts)
        {
            Add(facts, new Fact(known.Class, payment, id, "refund", payment, id, known.Variant is null ? "failed" : "reversed")
            {
                Variant = known.Variant,
                Amounts = amounts,
            });
        }
    }

    /// <summary>Somebody asks about the payment, or reports it: nothing has moved, so that the amount may be missing.</summary>
    internal static void Noticed(ContractFacts facts, ContractEvent known)
    {
        if (facts.Payment() is { } payment && facts.Id("dispute_id", facts.EventId) is { } id)
        {
            var fact = new Fact(known.Class, payment, id, [known.Class, payment, .. facts.KeyOf("dispute_id", id)])
            {
                Amounts = facts.AmountsIfAny(),
            };
            facts.Add(fact);
            facts.AddFee(fact, ofPayment: false);
        }
    }

    internal static void DisputeOpened(ContractFacts facts, ContractEvent known) =>
        Begun(facts, known, "dispute", "dispute_id", EventVariant.DisputeFee);

    internal static void DisputeEnded(ContractFacts facts, ContractEvent known)
    {
        if (facts.Payment() is { } payment && facts.Id("dispute_id") is { } id && facts.Amounts() is { } amounts)
        {
            var fact = new Fact(known.Class, payment, id, "dispute", payment, id, known.Class) { Amounts = amounts };
            Add(facts, fact, EventVariant.DisputeFee);
        }
    }

    static void Begun(ContractFacts facts, ContractEvent known, string what, string field, string? feeVariant = null)
    {
        if (facts.Payment() is { } payment && facts.Id(field, facts.EventId) is { } id && facts.Amounts() is { } amounts)
        {
            Add(facts, new Fact(known.Class, payment, id, [what, payment, .. facts.KeyOf(field, id)]) { Amounts = amounts }, feeVariant);
        }
    }

    static void Add(ContractFacts facts, Fact fact, string? feeVariant = null)
    {
        facts.Add(fact);
        facts.AddFee(fact, feeVariant);
    }
}
