using System.Text.Json;
using Ledger.PaymentEvents;
using Ledger.Providers.Facts;
using Ledger.Providers.Reading;

namespace Ledger.Providers.PayPal;

/// <summary>Captures of version 2 and of version 1, and version 1's sales: the id is what refunds, reversals and disputes go by.</summary>
static class PayPalCaptures
{
    /// <summary>Reversals for these reasons belong to a dispute, whose own events move the money.</summary>
    static readonly string[] OfDisputes = ["CHARGEBACK", "BUYER_COMPLAINT", "GUARANTEE"];

    /// <summary>The status decides: a message may be older, or its resource newer, than its type.</summary>
    internal static void Changed(PayPalEnvelope envelope, PayPalFacts facts)
    {
        var capture = envelope.Resource;
        var isCompleted = envelope.Type.EndsWith(".COMPLETED", StringComparison.Ordinal);
        if (!isCompleted && envelope.IsRead)
        {
            Pending(facts, capture); // The message told that it was; the object tells what has become of it since.
        }

        switch (capture.Status())
        {
            case "PENDING" or null when !isCompleted:
                Pending(facts, capture);
                break;
            case "COMPLETED" or "PARTIALLY_REFUNDED" or "REFUNDED":
            case null when isCompleted:
                Captured(facts, envelope, capture);
                break;
            case "DECLINED" or "DENIED" or "FAILED":
                Failed(facts, capture);
                break;
            default:
                facts.NoFact("The capture is not completed.");
                break;
        }
    }

    internal static void Declined(PayPalEnvelope envelope, PayPalFacts facts)
    {
        if (envelope.Resource.Status() is null or "DECLINED" or "DENIED" or "FAILED")
        {
            Failed(facts, envelope.Resource);
        }
        else
        {
            facts.NoFact("The capture's status says that it was not declined.");
        }
    }

    /// <summary>The resource is the reversal, and names its capture; in some messages it is the capture itself.</summary>
    internal static void Reversed(PayPalEnvelope envelope, PayPalFacts facts)
    {
        var reversal = envelope.Resource;
        var reason = reversal.Reason();
        if (OfDisputes.Contains(reason, StringComparer.OrdinalIgnoreCase))
        {
            facts.NoFact("The reversal belongs to a dispute, whose own events say what moves.");
            return;
        }

        if (reversal.Status() is "PENDING" or "FAILED" or "CANCELLED")
        {
            facts.NoFact("The reversal is not completed.");
            return;
        }

        if (facts.Amount(reversal, "amount") is { } amount)
        {
            var capture = reversal.CaptureOfRefund() ?? reversal.CaptureItself();
            facts.Add(reversal, new Fact(EventClass.Reversal, capture, capture, "reversal", reversal.Text("id"))
            {
                Variant = EventVariant.OfCapture,
                Amounts = new PaymentAmounts(amount),
                ReasonCode = reason ?? "reversed",
            });
        }
    }

    /// <summary>An eCheck, a review or the like: it ends as completed, declined or denied.</summary>
    static void Pending(PayPalFacts facts, JsonElement capture)
    {
        var id = capture.Text("id");
        facts.Add(capture, new Fact(EventClass.CapturePending, id, id, "capture-pending", id)
        {
            Amounts = new PaymentAmounts(facts.Silently(capture, "amount")),
            ReasonCode = capture.Reason(),
        });
    }

    static void Captured(PayPalFacts facts, PayPalEnvelope envelope, JsonElement capture)
    {
        var id = capture.Text("id");
        var breakdown = capture.Child("seller_receivable_breakdown") ?? default;
        if (facts.Amount(capture, "amount") is { } gross)
        {
            var (fee, net) = PayPalFees.Contained(facts, breakdown, gross);
            facts.Add(capture, new Fact(EventClass.CaptureSucceeded, id, id, "capture", id)
            {
                Amounts = new PaymentAmounts(gross, fee, net, Settled: PayPalConversions.Settled(facts, breakdown, capture)),
                ExchangeRate = PayPalConversions.RateOf(breakdown, capture),
            });
        }

        PayPalFees.OfCapture(facts, envelope, capture, breakdown, id);
        PayPalConversions.OfCapture(facts, capture, breakdown, id);
    }

    static void Failed(PayPalFacts facts, JsonElement capture)
    {
        if (facts.Amount(capture, "amount") is { } amount)
        {
            var id = capture.Text("id");
            facts.Add(capture, new Fact(EventClass.CaptureFailed, id, id, "capture", id, "failed")
            {
                Amounts = new PaymentAmounts(amount),
                ReasonCode = capture.Reason() ?? capture.Child("processor_response")?.Text("response_code") ?? capture.Status(),
            });
        }
    }
}
