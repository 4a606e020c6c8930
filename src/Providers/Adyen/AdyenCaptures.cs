using System.Text.Json;
using Ledger.PaymentEvents;
using Ledger.Providers.Facts;

namespace Ledger.Providers.Adyen;

/// <summary>
/// Captures: one per capture request, so partial ones stand side by side. A capture and its failure carry one reference, the request's.
/// Where the provider captures at once, there is one capture of a payment, and it is known by the payment's reference.
/// </summary>
static class AdyenCaptures
{
    internal static void Captured(AdyenEnvelope item, AdyenFacts facts)
    {
        if (item.Success == false && item.Settings.CapturesAtOnce)
        {
            facts.NoFact("A request to capture failed where the provider captures by itself.");
        }
        else if (item.Success == false)
        {
            Failed(item, facts);
        }
        else if (AgainSuffix(item.Object).Length > 0)
        {
            Again(item, facts);
        }
        else
        {
            Add(item, facts, item.Original);
        }
    }

    /// <summary>The authorization is the capture: no other message says that there was one.</summary>
    internal static void CapturedAtOnce(AdyenEnvelope item, AdyenFacts facts) => Add(item, facts, item.Reference);

    /// <summary>The scheme rejected it later. Success says that this happened, not that the capture did.</summary>
    internal static void CaptureFailed(AdyenEnvelope item, AdyenFacts facts)
    {
        if (facts.Amount() is { } amount)
        {
            facts.AddHappened(FailureOf(item, amount));
        }
    }

    /// <summary>
    /// Marks a capture that Adyen made once more after it had failed: another message and another fact than the first, under the same code.
    /// </summary>
    internal static string AgainSuffix(JsonElement item) =>
        item.Filled("eventCode") == "CAPTURE"
        && item.Filled("reason")?.Contains("recaptured", StringComparison.OrdinalIgnoreCase) == true
            ? ":again"
            : "";

    static string? CaptureId(AdyenEnvelope item, string? paymentId) => item.Settings.CapturesAtOnce ? paymentId : item.Reference;

    static void Add(AdyenEnvelope item, AdyenFacts facts, string? paymentId)
    {
        if (facts.Amount() is { } amount)
        {
            var id = CaptureId(item, paymentId);
            facts.AddOfItem(new Fact(EventClass.CaptureSucceeded, paymentId, id, "capture", id)
            {
                Amounts = new PaymentAmounts(amount),
            });
        }
    }

    static void Failed(AdyenEnvelope item, AdyenFacts facts)
    {
        if (facts.Amount() is { } amount)
        {
            facts.AddOfItem(FailureOf(item, amount));
        }
    }

    static Fact FailureOf(AdyenEnvelope item, Accounting.Money amount) =>
        new(EventClass.CaptureFailed, item.Original, CaptureId(item, item.Original), "capture-failed", CaptureId(item, item.Original))
        {
            Amounts = new PaymentAmounts(amount),
            ReasonCode = item.Object.Filled("reason"),
        };

    /// <summary>
    /// That it is a second capture stands in the reason alone, which no signature covers: whoever holds an old item could make it count
    /// twice. So it moves nothing until somebody has looked.
    /// </summary>
    static void Again(AdyenEnvelope item, AdyenFacts facts) => facts.AddOfItem(
        new Fact(EventClass.CaptureSucceeded, item.Original, item.Reference, "capture-again", item.Reference)
        {
            Completeness = Completeness.NeedsRead,
            ReasonCode = item.Object.Filled("reason"),
        });
}
