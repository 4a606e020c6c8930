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
        if (IsInquiry(envelope.Object))
        {
            facts.NoFact("An inquiry or a prevented dispute takes no money.");
            return;
        }

        Add(facts, envelope.Object, EventClass.ChargebackOpened);
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

    static bool IsInquiry(JsonElement dispute) =>
        dispute.Text("status") is { } status
        && (status.StartsWith("warning_", StringComparison.Ordinal) || status == "prevented");

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

        foreach (var transaction in dispute.Items("balance_transactions"))
        {
            StripeFees.OfDispute(facts, transaction, dispute, paymentId);
        }
    }

    static DateTimeOffset? DueBy(JsonElement dispute) =>
        dispute.Child("evidence_details")?.Time("due_by") is { Year: >= 2000 and < 2100 } dueBy ? dueBy : null;
}
