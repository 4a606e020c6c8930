using System.Text.Json;
using Ledger.PaymentEvents;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Stripe;

/// <summary>
/// Disputes: opened takes the money, won gives it back, lost makes the loss final; fees stand beside.
/// </summary>
static class StripeDisputes
{
    internal static void Opened(StripeEnvelope envelope, StripeFacts facts)
    {
        switch (envelope.Object.Text("status"))
        {
            case "prevented":
                facts.NoFact("A prevented dispute takes no money.");
                break;
            case { } status when IsInquiry(status):
                Add(facts, envelope.Object, EventClass.DisputeInquiry);
                break;
            default:
                Add(facts, envelope.Object, EventClass.ChargebackOpened);
                break;
        }
    }

    /// <summary>True while it only asks, and takes no money.</summary>
    internal static bool IsInquiry(string? status) => status?.StartsWith("warning_", StringComparison.Ordinal) == true;

    /// <summary>
    /// The issuer believes that the charge is fraud. A dispute may follow; the warning moves nothing, and states no amount.
    /// </summary>
    internal static void FraudWarning(StripeEnvelope envelope, StripeFacts facts)
    {
        var warning = envelope.Object;
        var id = warning.Text("id");
        facts.Add(new StripeFact(EventClass.FraudNotice, warning, warning.Payment(), id, "fraud-notice", id)
        {
            ReasonCode = warning.Text("fraud_type"),
        });
    }

    /// <summary>
    /// Money came back. While the dispute says that it is lost, only the provider's API can tell what that means.
    /// </summary>
    internal static void FundsReinstated(StripeEnvelope envelope, StripeFacts facts) =>
        Add(facts, envelope.Object, EventClass.ChargebackWon, needsRead: envelope.Object.Text("status") == "lost");

    internal static void Closed(StripeEnvelope envelope, StripeFacts facts)
    {
        switch (envelope.Object.Text("status"))
        {
            case "won":
                Add(facts, envelope.Object, EventClass.ChargebackWon);
                break;
            case "lost":
                Add(facts, envelope.Object, EventClass.ChargebackLost);
                break;
            case null:
                facts.Refuse(RefusalReason.FieldMissing, "status is missing or no text.");
                break;
            default:
                facts.NoFact("The dispute closed without taking or returning money.");
                break;
        }
    }

    static void Add(StripeFacts facts, JsonElement dispute, string eventClass, bool needsRead = false)
    {
        var id = dispute.Text("id");
        var paymentId = dispute.Payment();
        if (needsRead || facts.Amount(dispute, "amount") is not null)
        {
            facts.Add(new StripeFact(eventClass, dispute, paymentId, id, "dispute", id, eventClass)
            {
                Amounts = needsRead ? new() : new PaymentAmounts(facts.Amount(dispute, "amount")),
                Completeness = needsRead ? Completeness.NeedsRead : Completeness.Complete,
                ReasonCode = dispute.Text("reason"),
                DueBy = DueBy(dispute),
            });
        }

        var transactions = dispute.Items("balance_transactions").ToList();
        foreach (var transaction in transactions)
        {
            StripeFees.OfDispute(facts, transaction, dispute, paymentId);
        }

        // Of several that go the same way, none says how much of the dispute it exchanges.
        foreach (var alone in transactions.GroupBy(transaction => transaction.Whole("amount") > 0).Where(same => same.Count() == 1))
        {
            StripeConversions.Of(facts, alone.First(), dispute, paymentId, needsRead ? null : facts.AmountIfAny(dispute, "amount"));
        }
    }

    static DateTimeOffset? DueBy(JsonElement dispute) =>
        dispute.Child("evidence_details")?.Time("due_by") is { Year: >= 2000 and < 2100 } dueBy ? dueBy : null;
}
