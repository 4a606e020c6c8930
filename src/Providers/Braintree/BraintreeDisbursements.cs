using Ledger.Accounting;
using Ledger.PaymentEvents;
using Ledger.Providers.Amounts;
using Ledger.Providers.Facts;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Braintree;

/// <summary>
/// Disbursements: one per merchant account and day, of what the day's transactions come to. The message is the only one that settles,
/// starts and pays it, so it states all three. A second attempt is a payout of its own beside the one that failed.
/// </summary>
static class BraintreeDisbursements
{
    internal static void Disbursed(BraintreeEnvelope envelope, BraintreeFacts facts)
    {
        if (Read(envelope, facts) is not { } payout)
        {
            return;
        }

        switch (payout.Source.Flag("success"))
        {
            case true when payout.IsOfSubMerchant:
                facts.NoFact("The money goes to a sub-merchant's bank account, not to ours.");
                break;
            case true:
                Add(facts, payout, EventClass.SettlementConfirmed, "settled");
                Add(facts, payout, EventClass.PayoutInitiated, "initiated");
                Add(facts, payout, EventClass.PayoutPaid, "paid");
                break;
            case false:
                Failed(facts, payout);
                break;
            case null:
                facts.Refuse(RefusalReason.FieldMissing, "success is missing or neither true nor false.");
                break;
        }
    }

    internal static void Failed(BraintreeEnvelope envelope, BraintreeFacts facts)
    {
        if (Read(envelope, facts) is { } payout)
        {
            Failed(facts, payout);
        }
    }

    /// <summary>
    /// What failed had been started, which no other message says unless it had been reported as paid: both together come to nothing.
    /// </summary>
    static void Failed(BraintreeFacts facts, Payout payout)
    {
        Add(facts, payout, EventClass.PayoutInitiated, "initiated");
        Add(facts, payout, EventClass.PayoutFailed, "failed");
    }

    static void Add(BraintreeFacts facts, Payout payout, string eventClass, string step) =>
        facts.Add(new Fact(eventClass, payout.Id, payout.Id, "disbursement", payout.Id, step)
        {
            Subject = Subject.Payout,
            Amounts = new PaymentAmounts(payout.Amount),
            SettlementBatchId = payout.Id,
            PayeeRef = payout.IsOfSubMerchant ? payout.MerchantAccount?.TextOf("id") : null,
            ReasonCode = step == "failed" ? payout.Source.TextOf("exception-message") : null,
        });

    /// <summary>Reads the disbursement; null and a reason when it cannot be one. It cannot be read from the API later.</summary>
    static Payout? Read(BraintreeEnvelope envelope, BraintreeFacts facts)
    {
        if (envelope.Object is not { Name: "disbursement" } source)
        {
            facts.Refuse(RefusalReason.NotAnEvent, "The subject holds no disbursement.");
            return null;
        }

        var account = source.Child("merchant-account");
        if (source.Child("amount") is not { } amount || account?.TextOf("currency-iso-code") is not { } currency
            || source.TextOf("id") is not { } id || !ProviderId.IsId(id))
        {
            facts.Refuse(RefusalReason.FieldMissing, "The disbursement states no usable id, no amount or no currency.");
            return null;
        }

        if (source.TextOf("disbursement-type") is { } type and not "credit")
        {
            facts.Refuse(
                type == "debit" ? RefusalReason.AmountOutOfRange : RefusalReason.FieldMissing,
                "The disbursement is no credit: it takes money from our bank account, or does not say what it does.");
            return null;
        }

        return facts.Amount(amount, currency, AmountKind.Payout) is { } money
            ? new Payout(source, source.Flag("retry") == true ? $"{id}.retry" : id, money, account)
            : null;
    }

    sealed record Payout(BraintreeElement Source, string Id, Money Amount, BraintreeElement? MerchantAccount)
    {
        internal bool IsOfSubMerchant { get; } = MerchantAccount?.Flag("sub-merchant-account") == true;
    }
}
