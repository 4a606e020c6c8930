using System.Text.Json;
using Ledger.PaymentEvents;
using Ledger.Providers.Facts;
using Ledger.Providers.Reading;

namespace Ledger.Providers.PayPal;

/// <summary>Authorizations have a stream of their own: refunds and disputes know the capture only, never the authorization.</summary>
static class PayPalAuthorizations
{
    internal static void Created(PayPalEnvelope envelope, PayPalFacts facts)
    {
        var authorization = envelope.Resource;
        switch (authorization.Status())
        {
            case "PENDING":
                facts.NoFact("The authorization is pending.");
                break;
            case "DENIED":
                PayPalFailures.Add(facts, authorization, authorization.Text("id"), facts.Amount(authorization, "amount"));
                break;
            default:
                Add(facts, authorization, EventClass.AuthCreated, "created", reason: null);
                break;
        }
    }

    /// <summary>
    /// One event for two ends: an expiry has reached the moment up to which the authorization was valid. They are one fact, so that an end
    /// that is told twice cannot be two.
    /// </summary>
    internal static void Voided(PayPalEnvelope envelope, PayPalFacts facts)
    {
        var authorization = envelope.Resource;
        var status = authorization.Status();
        if (status is not (null or "VOIDED" or "EXPIRED"))
        {
            facts.NoFact("The authorization's status says that it has not ended.");
            return;
        }

        var validUntil = authorization.Moment("expiration_time") ?? authorization.Moment("valid_until");
        var isExpired = status == "EXPIRED" || validUntil <= envelope.Origin.OccurredAt;
        Add(
            facts, authorization, isExpired ? EventClass.AuthExpired : EventClass.AuthVoided, "ended",
            authorization.Reason() ?? (isExpired ? "expired" : null));
    }

    static void Add(PayPalFacts facts, JsonElement authorization, string eventClass, string step, string? reason)
    {
        if (facts.Amount(authorization, "amount") is { } amount)
        {
            var id = authorization.Text("id");
            facts.Add(authorization, new Fact(eventClass, id, id, "authorization", id, step)
            {
                Amounts = new PaymentAmounts(amount),
                ReasonCode = reason,
            });
        }
    }
}
