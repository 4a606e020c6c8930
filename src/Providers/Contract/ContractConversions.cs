using Ledger.Providers.Facts;

namespace Ledger.Providers.Contract;

/// <summary>Conversions of what the gateway owes us.</summary>
static class ContractConversions
{
    /// <summary>What came in is named by its capture or dispute, what goes out by its refund or dispute.</summary>
    internal static void Converted(ContractFacts facts, ContractEvent known)
    {
        string[] fields = known.Variant is null ? ["capture_id", "dispute_id"] : ["refund_id", "dispute_id"];
        var field = Array.Find(fields, facts.States) ?? fields[0];
        if (facts.Payment() is not { } payment
            || facts.Id(field, known.Variant is null && facts.States("payment_id") ? payment : null) is not { } id
            || facts.Amounts() is not { } amounts)
        {
            return;
        }

        if (amounts.Settled is null || amounts.Settled.Value.Currency == amounts.Gross!.Value.Currency)
        {
            facts.Refuse(RefusalReason.FieldMissing, "settled_minor and settled_currency_code say what it became in another currency.");
            return;
        }

        Add(facts, new Fact(known.Class, payment, id, ["conversion", payment, known.Variant ?? "in", .. facts.KeyOf(field, id)])
        {
            Variant = known.Variant,
            Amounts = amounts,
        });
    }

    static void Add(ContractFacts facts, Fact fact)
    {
        facts.Add(fact);
        facts.AddFee(fact, ofPayment: false);
    }
}
