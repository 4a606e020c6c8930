using Ledger.PaymentEvents;
using Ledger.Providers.Amounts;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Stripe;

/// <summary>Payouts to our bank account. "Paid" is not final: a payout can still fail within days.</summary>
static class StripePayouts
{
    internal static void Created(StripeEnvelope envelope, StripeFacts facts) =>
        Add(envelope, facts, EventClass.PayoutInitiated, "initiated");

    internal static void Paid(StripeEnvelope envelope, StripeFacts facts) =>
        Add(envelope, facts, EventClass.PayoutPaid, "paid");

    internal static void Failed(StripeEnvelope envelope, StripeFacts facts) =>
        Add(envelope, facts, EventClass.PayoutFailed, "failed");

    /// <summary>All balance transactions of the payout can be listed: its batch is closed (R-EV-04).</summary>
    internal static void ReconciliationCompleted(StripeEnvelope envelope, StripeFacts facts) =>
        Add(envelope, facts, EventClass.SettlementConfirmed, "settled");

    static void Add(StripeEnvelope envelope, StripeFacts facts, string eventClass, string step)
    {
        var payout = envelope.Object;
        if (facts.Amount(payout, "amount", AmountKind.Payout) is not { } amount)
        {
            return;
        }

        var id = payout.Text("id");
        var status = payout.Text("status");
        facts.Add(new StripeFact(eventClass, payout, id, id, "payout", id, step)
        {
            Subject = Subject.Payout,
            Amounts = new PaymentAmounts(amount),
            SettlementBatchId = id,
            ReasonCode = payout.Text("failure_code") ?? (status == "canceled" ? status : null),
        });
    }
}
