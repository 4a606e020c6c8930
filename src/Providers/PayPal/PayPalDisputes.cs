using System.Text.Json;
using Ledger.Accounting;
using Ledger.PaymentEvents;
using Ledger.Providers.Facts;
using Ledger.Providers.Reading;

namespace Ledger.Providers.PayPal;

/// <summary>
/// Disputes by stage and outcome. An inquiry takes no money, however it ends: what the seller then gives back is a refund. Once it is a
/// claim, by creation or by escalation, it is opened; its outcome says whose the money is.
/// </summary>
static class PayPalDisputes
{
    const string Inquiry = "INQUIRY";
    internal const string IsResolved = "RESOLVED";

    /// <summary>True at a stage at which money is taken.</summary>
    internal static bool IsClaim(JsonElement dispute) =>
        dispute.Text("dispute_life_cycle_stage") is "CHARGEBACK" or "PRE_ARBITRATION" or "ARBITRATION";

    /// <summary>Whose the money is, as the class of a fact; null when the outcome does not say.</summary>
    internal static string? ClassOfOutcome(JsonElement dispute) => dispute.Child("dispute_outcome")?.Text("outcome_code") switch
    {
        "RESOLVED_SELLER_FAVOUR" or "CANCELED_BY_BUYER" or "DENIED" => EventClass.ChargebackWon,
        "RESOLVED_BUYER_FAVOUR" or "ACCEPTED" => EventClass.ChargebackLost,
        _ => null,
    };

    internal static void Changed(PayPalEnvelope envelope, PayPalFacts facts)
    {
        var dispute = envelope.Resource;
        if (envelope.WasInquiry)
        {
            Inquired(facts, dispute); // The message told of it, whatever has become of it since.
            return;
        }

        if (dispute.Status() == IsResolved)
        {
            if (envelope.IsRead && IsClaim(dispute))
            {
                Opened(facts, dispute); // The message told the beginning; the object tells that it has ended since.
            }

            Resolved(envelope, facts);
            return;
        }

        switch (dispute.Text("dispute_life_cycle_stage"))
        {
            case Inquiry:
                Inquired(facts, dispute);
                break;
            case not null when IsClaim(dispute):
                Opened(facts, dispute);
                break;
            default:
                facts.Refuse(RefusalReason.FieldMissing, "dispute_life_cycle_stage is missing or unknown.");
                break;
        }
    }

    internal static void Resolved(PayPalEnvelope envelope, PayPalFacts facts)
    {
        var dispute = envelope.Resource;
        if (dispute.Text("dispute_life_cycle_stage") == Inquiry)
        {
            facts.NoFact("The dispute ended as an inquiry: it took no money.");
            return;
        }

        if (dispute.Status() is not (null or IsResolved))
        {
            facts.NoFact("The dispute's status says that it is not resolved.");
            return;
        }

        switch (ClassOfOutcome(dispute))
        {
            case EventClass.ChargebackWon:
                Add(facts, dispute, EventClass.ChargebackWon, facts.Amount(dispute, "dispute_amount"));
                break;
            case EventClass.ChargebackLost:
                Add(facts, dispute, EventClass.ChargebackLost, LostAmount(facts, dispute, dispute.Child("dispute_outcome") ?? default));
                break;
            default:
                facts.Refuse(RefusalReason.FieldMissing, "dispute_outcome.outcome_code does not say whose the money is.");
                break;
        }
    }

    /// <summary>It takes no money; what is asked about may change, and is a notice of its own then.</summary>
    static void Inquired(PayPalFacts facts, JsonElement dispute) =>
        Add(facts, dispute, EventClass.DisputeInquiry, facts.Amount(dispute, "dispute_amount"));

    static void Opened(PayPalFacts facts, JsonElement dispute) =>
        Add(facts, dispute, EventClass.ChargebackOpened, facts.Amount(dispute, "dispute_amount"));

    /// <summary>What the buyer got, where that is less than was disputed.</summary>
    static Money? LostAmount(PayPalFacts facts, JsonElement dispute, JsonElement outcome)
    {
        var disputed = facts.Amount(dispute, "dispute_amount");
        return disputed is { } all && facts.AmountIfAny(outcome, "amount_refunded") is { } part && part.Currency == all.Currency
            && part.MinorUnits < all.MinorUnits
            ? part
            : disputed;
    }

    static void Add(PayPalFacts facts, JsonElement dispute, string eventClass, Money? amount)
    {
        var transactions = dispute.Objects("disputed_transactions").Select(transaction => transaction.Text("seller_transaction_id"))
            .Distinct(StringComparer.Ordinal).ToList();
        if (amount is null)
        {
            return;
        }

        if (transactions.Count > 1)
        {
            facts.Refuse(RefusalReason.FieldMissing, "The dispute is about several payments and does not say how much of each.");
            return;
        }

        var id = dispute.Text("dispute_id");
        string?[] key = eventClass == EventClass.DisputeInquiry
            ? ["dispute", id, eventClass, amount.ToString()]
            : ["dispute", id, eventClass];
        facts.Add(dispute, new Fact(eventClass, transactions.FirstOrDefault(), id, key)
        {
            Amounts = new PaymentAmounts(amount),
            ReasonCode = dispute.Text("reason"),
            DueBy = DueBy(dispute),
        });
    }

    static DateTimeOffset? DueBy(JsonElement dispute) =>
        dispute.Moment("seller_response_due_date") is { Year: >= 2000 and < 2100 } dueBy ? dueBy : null;
}
