using System.Text.Json;
using Ledger.PaymentEvents;
using Ledger.Providers.Facts;
using Ledger.Providers.Reading;

namespace Ledger.Providers.PayPal;

/// <summary>
/// Refunds: <c>amount</c> is this refund, <c>total_refunded_amount</c> all so far, which is never posted nor handed on: an unread total
/// could make a refund seem known.
/// </summary>
static class PayPalRefunds
{
    internal static void Changed(PayPalEnvelope envelope, PayPalFacts facts)
    {
        var refund = envelope.Resource;
        switch (refund.Status())
        {
            case "COMPLETED":
            case null when envelope.Type.EndsWith(".REFUNDED", StringComparison.Ordinal):
                Posted(facts, envelope, refund);
                break;
            case "FAILED" or "CANCELLED" or "CANCELED":
                Add(facts, refund, EventClass.RefundFailed, ["refund", refund.Text("id"), "failed"]);
                break;
            default:
                facts.NoFact("The refund is not final yet.");
                break;
        }
    }

    internal static void Failed(PayPalEnvelope envelope, PayPalFacts facts)
    {
        var refund = envelope.Resource;
        if (refund.Status() is null or "FAILED" or "CANCELLED" or "CANCELED")
        {
            Add(facts, refund, EventClass.RefundFailed, ["refund", refund.Text("id"), "failed"]);
        }
        else
        {
            facts.NoFact("The refund's status says that it has not failed.");
        }
    }

    static void Posted(PayPalFacts facts, PayPalEnvelope envelope, JsonElement refund)
    {
        Add(facts, refund, EventClass.RefundPosted, ["refund", refund.Text("id")]);
        PayPalFees.OfRefund(facts, envelope, refund, refund.CaptureOfRefund(), refund.Text("id"));
        PayPalConversions.OfRefund(facts, refund, refund.CaptureOfRefund(), refund.Text("id"));
    }

    static void Add(PayPalFacts facts, JsonElement refund, string eventClass, string?[] key)
    {
        if (facts.Amount(refund, "amount") is { } amount)
        {
            facts.Add(refund, new Fact(eventClass, refund.CaptureOfRefund(), refund.Text("id"), key)
            {
                Amounts = new PaymentAmounts(amount),
                ReasonCode = refund.Reason(),
            });
        }
    }
}
