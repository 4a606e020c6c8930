using Ledger.PaymentEvents;
using Ledger.Providers.Facts;

namespace Ledger.Providers.Contract;

/// <summary>Payouts, settlements, and fees that are events of their own.</summary>
static class ContractPayouts
{
    internal static void Initiated(ContractFacts facts, ContractEvent known) => Payout(facts, known, facts.Id("payout_id", facts.EventId));

    internal static void Ended(ContractFacts facts, ContractEvent known) => Payout(facts, known, facts.Id("payout_id"));

    /// <summary>Of one payment when it names one; else of a whole batch.</summary>
    internal static void Settled(ContractFacts facts, ContractEvent known)
    {
        if (!facts.StatesPayment)
        {
            Payout(facts, known, facts.States("payout_id") ? facts.Id("payout_id") : facts.Id("settlement_batch_id"));
        }
        else if (facts.Payment() is { } payment && facts.Id("settlement_batch_id", facts.EventId) is { } id
            && facts.Amounts() is { } amounts)
        {
            var fact = new Fact(known.Class, payment, id, ["settlement", payment, .. facts.KeyOf("settlement_batch_id", id)])
            {
                Amounts = amounts,
            };
            facts.Add(fact);
            facts.AddFee(fact, ofPayment: false);
        }
    }

    /// <summary>A payment within a batch that is settled as a whole: told, and moved by the batch.</summary>
    internal static void SettledInBatch(ContractFacts facts, ContractEvent known)
    {
        if (facts.Payment() is { } payment && facts.Id("settlement_batch_id", facts.EventId) is { } id && facts.Amounts() is { } amounts)
        {
            var fact = new Fact(known.Class, payment, id, ["settled-in-batch", payment, .. facts.KeyOf("settlement_batch_id", id)])
            {
                Variant = known.Variant,
                Amounts = amounts,
            };
            facts.Add(fact);
            facts.AddFee(fact, ofPayment: false);
        }
    }

    /// <summary>The amount is the fee itself; of a payment when it names one, else by itself.</summary>
    internal static void Fee(ContractFacts facts, ContractEvent known)
    {
        var id = facts.Id("fee_id", facts.EventId);
        var payment = facts.StatesPayment ? facts.Payment() : id;
        if (facts.StatesAmount("gateway_fee_minor") && facts.Units("gateway_fee_minor") != facts.Units("amount_minor"))
        {
            facts.Refuse(RefusalReason.AmountOutOfRange, "Of a fee, gateway_fee_minor is 0 or the same as amount_minor.");
        }
        else if (id is not null && payment is not null && facts.Amounts() is { } amounts)
        {
            facts.Add(new Fact(known.Class, payment, id, ["fee", known.Variant ?? "charged", .. facts.KeyOf("fee_id", id)])
            {
                Variant = known.Variant,
                Subject = facts.StatesPayment ? Subject.Payment : Subject.Fee,
                Amounts = amounts,
            });
        }
    }

    static void Payout(ContractFacts facts, ContractEvent known, string? id)
    {
        if (id is not null && facts.Amounts() is { } amounts)
        {
            var fact = new Fact(known.Class, id, id, "payout", id, known.Class)
            {
                Subject = Subject.Payout,
                SettlementBatchId = facts.Batch() ?? id,
                Amounts = amounts,
            };
            facts.Add(fact);
            facts.AddFee(fact, ofPayment: false);
        }
    }
}
