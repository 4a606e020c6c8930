using Ledger.PaymentEvents;
using Ledger.Providers.Facts;

namespace Ledger.Providers.Adyen;

/// <summary>Authorizations: created, adjusted, refused, voided, expired. Their reference is the payment's.</summary>
static class AdyenAuthorizations
{
    internal static void Authorised(AdyenEnvelope item, AdyenFacts facts)
    {
        if (item.Success == false)
        {
            Failed(item, facts, "refused");
        }
        else if (facts.IsZero())
        {
            facts.NoFact("An authorization of zero only checks the payment method.");
        }
        else if (item.Settings.CapturesAtOnce)
        {
            AdyenCaptures.CapturedAtOnce(item, facts);
        }
        else
        {
            Created(item, facts, item.Reference, "authorised");
        }
    }

    /// <summary>The amount is what is authorised from now on, not the difference.</summary>
    internal static void Adjusted(AdyenEnvelope item, AdyenFacts facts)
    {
        if (item.Success == false)
        {
            facts.NoFact("The adjustment failed: the authorization stays as it was.");
            return;
        }

        Created(item, facts, item.Original, "adjusted");
    }

    internal static void Cancelled(AdyenEnvelope item, AdyenFacts facts)
    {
        if (item.Success == false)
        {
            facts.NoFact("The cancellation failed: the authorization stands.");
            return;
        }

        Ended(item, facts, EventClass.AuthVoided, item.Original);
    }

    /// <summary>
    /// What was not captured expired; the amount is what was authorised once, by Adyen's schema. After captures the journal takes no
    /// notice.
    /// </summary>
    internal static void Expired(AdyenEnvelope item, AdyenFacts facts) =>
        Ended(item, facts, EventClass.AuthExpired, item.Original ?? item.Reference);

    /// <summary>The shopper never paid.</summary>
    internal static void OfferClosed(AdyenEnvelope item, AdyenFacts facts) => Failed(item, facts, "offer-closed");

    static void Created(AdyenEnvelope item, AdyenFacts facts, string? paymentId, string step)
    {
        if (facts.Amount() is { } amount)
        {
            facts.AddOfItem(new Fact(EventClass.AuthCreated, paymentId, item.Reference, step, item.Reference)
            {
                Amounts = new PaymentAmounts(amount),
            });
        }
    }

    static void Failed(AdyenEnvelope item, AdyenFacts facts, string step) => facts.AddOfItem(
        new Fact(EventClass.PaymentFailed, item.Original ?? item.Reference, item.Reference, step, item.Reference)
        {
            Amounts = new PaymentAmounts(facts.AmountIfAny()),
            ReasonCode = item.Object.Filled("reason"),
        });

    /// <summary>
    /// Void and expiry are one fact, so that two messages about one end cannot post two. Where an authorization was taken for its capture,
    /// its end says that there was none.
    /// </summary>
    static void Ended(AdyenEnvelope item, AdyenFacts facts, string eventClass, string? paymentId)
    {
        if (item.Settings.CapturesAtOnce)
        {
            AdyenCaptures.CaptureFailed(item with { Original = paymentId }, facts);
        }
        else if (facts.Amount() is { } amount)
        {
            facts.AddHappened(new Fact(eventClass, paymentId, item.Reference, "authorization-ended", paymentId)
            {
                Amounts = new PaymentAmounts(amount),
                ReasonCode = item.Object.Filled("reason"),
            });
        }
    }
}
