using Ledger.Providers.Facts;

namespace Ledger.Providers.Contract;

/// <summary>Authorizations, captures and failed attempts.</summary>
static class ContractPayments
{
    /// <summary>An authorization is the same fact as long as its id and its amount are the same.</summary>
    internal static void Authorized(ContractFacts facts, ContractEvent known)
    {
        if (facts.Payment() is { } payment && facts.Id("authorization_id", payment) is { } id && facts.Amounts() is { } amounts)
        {
            Add(facts, new Fact(known.Class, payment, id, "authorization", payment, id, amounts.Gross.ToString()) { Amounts = amounts });
        }
    }

    /// <summary>Void and expiry are one fact, so that two messages about one end cannot post two.</summary>
    internal static void AuthorizationEnded(ContractFacts facts, ContractEvent known)
    {
        if (facts.Payment() is { } payment && facts.Id("authorization_id", payment) is { } id && facts.Amounts() is { } amounts)
        {
            Add(facts, new Fact(known.Class, payment, id, "authorization-ended", payment, id) { Amounts = amounts });
        }
    }

    /// <summary>Nothing has moved yet, so that the amount may be missing.</summary>
    internal static void Pending(ContractFacts facts, ContractEvent known)
    {
        if (facts.Payment() is { } payment && facts.Id("capture_id", facts.EventId) is { } id)
        {
            Add(facts, new Fact(known.Class, payment, id, ["capture-pending", payment, .. facts.KeyOf("capture_id", id)])
            {
                Amounts = facts.AmountsIfAny(),
            });
        }
    }

    /// <summary>
    /// A capture is named by its id; a payment without one is captured once; an invoice may be paid many times, so there it is the event.
    /// </summary>
    internal static void Captured(ContractFacts facts, ContractEvent known)
    {
        if (facts.Payment() is { } payment && facts.Id("capture_id", CaptureOf(facts, payment)) is { } id && facts.Amounts() is { } amounts)
        {
            var fact = new Fact(known.Class, payment, id, ["capture", payment, .. facts.KeyOf("capture_id", id)]) { Amounts = amounts };
            facts.Add(fact);
            facts.AddFee(fact);
        }
    }

    internal static void CaptureFailed(ContractFacts facts, ContractEvent known)
    {
        if (facts.Payment() is { } payment && facts.Id("capture_id", facts.States("payment_id") ? payment : null) is { } id
            && facts.Amounts() is { } amounts)
        {
            Add(facts, new Fact(known.Class, payment, id, "capture", payment, id, known.Variant is null ? "failed" : "reversed")
            {
                Variant = known.Variant,
                Amounts = amounts,
            });
        }
    }

    /// <summary>Attempts can fail again and again; each event is one. Nothing moved, so that the amount may be missing.</summary>
    internal static void Failed(ContractFacts facts, ContractEvent known)
    {
        if (facts.Payment() is { } payment)
        {
            Add(facts, new Fact(known.Class, payment, payment, "payment-failed", payment, facts.EventId)
            {
                Amounts = facts.AmountsIfAny(),
            });
        }
    }

    static string CaptureOf(ContractFacts facts, string payment) => facts.States("payment_id") ? payment : facts.EventId;

    /// <summary>No capture need ever follow, so the fee cannot wait for one.</summary>
    static void Add(ContractFacts facts, Fact fact)
    {
        facts.Add(fact);
        facts.AddFee(fact, ofPayment: false);
    }
}
