using System.Text.Json;
using Ledger.PaymentEvents;
using Ledger.Providers.Amounts;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Stripe;

/// <summary>
/// Fees: Stripe's own on balance transactions, and those a platform takes from its connected accounts.
/// </summary>
static class StripeFees
{
    /// <summary>The processing fee of a charge or refund, when its balance transaction came expanded.</summary>
    internal static void OfBalanceTransaction(
        StripeFacts facts, JsonElement? transaction, JsonElement source, string? paymentId)
    {
        if (transaction is { } expanded)
        {
            Add(facts, expanded, source, paymentId, charged: null, returned: EventVariant.FeeReturned);
        }
    }

    internal static void OfDispute(
        StripeFacts facts, JsonElement transaction, JsonElement dispute, string? paymentId) =>
        Add(facts, transaction, dispute, paymentId, EventVariant.DisputeFee, EventVariant.DisputeFeeReturned);

    static void Add(
        StripeFacts facts, JsonElement transaction, JsonElement source, string? paymentId, string? charged,
        string returned)
    {
        var fee = transaction.Whole("fee") ?? 0;
        if (fee is 0 or long.MinValue
            || facts.Amount(Math.Abs(fee), transaction, AmountKind.Computed) is not { } amount)
        {
            return;
        }

        var id = transaction.Text("id");
        facts.Add(new StripeFact(EventClass.FeePosted, source, paymentId, id, "fee", id)
        {
            Variant = fee > 0 ? charged : returned,
            Amounts = new PaymentAmounts(amount),
        });
    }

    internal static void ApplicationFeeCreated(StripeEnvelope envelope, StripeFacts facts)
    {
        var fee = envelope.Object;
        if (facts.Amount(fee, "amount") is { } amount)
        {
            var id = fee.Text("id");
            facts.Add(ApplicationFee(fee, EventVariant.ApplicationFee, id, "application-fee", id) with
            {
                Amounts = new PaymentAmounts(amount),
            });
        }
    }

    /// <summary>One fact per refund of the fee; without a list the step since the last event; else the total.</summary>
    internal static void ApplicationFeeRefunded(StripeEnvelope envelope, StripeFacts facts)
    {
        var fee = envelope.Object;
        var refunds = fee.Items("refunds").ToList();
        foreach (var refund in refunds)
        {
            if (facts.Amount(refund, "amount") is { } amount)
            {
                var id = refund.Text("id");
                facts.Add(ApplicationFee(fee, EventVariant.ApplicationFeeReturned, id, "application-fee-refund", id) with
                {
                    Amounts = new PaymentAmounts(amount),
                });
            }
        }

        if (refunds.Count == 0)
        {
            ApplicationFeeTotal(envelope, facts, fee);
        }
    }

    static void ApplicationFeeTotal(StripeEnvelope envelope, StripeFacts facts, JsonElement fee)
    {
        if (facts.Amount(fee, "amount_refunded") is not { } total)
        {
            return;
        }

        var before = envelope.PreviousAttributes?.Whole("amount_refunded");
        var step = before is { } earlier and >= 0 && earlier < fee.Whole("amount_refunded")
            ? facts.Amount(fee.Whole("amount_refunded")!.Value - earlier, fee, AmountKind.Charge)
            : null;
        facts.Add(ApplicationFee(
            fee, EventVariant.ApplicationFeeReturned, fee.Text("id"),
            "application-fee-refunded-total", fee.Text("id"), total.ToString()) with
        {
            Amounts = new PaymentAmounts(step, CumulativeGross: total),
            Completeness = step is null ? Completeness.NeedsRead : Completeness.Complete,
        });
    }

    /// <summary>
    /// The fee belongs to a payment only when the charge came expanded; a bare charge id may lie under its intent.
    /// </summary>
    static StripeFact ApplicationFee(JsonElement fee, string variant, string? objectId, params string?[] key)
    {
        var payment = fee.Child("charge") is { } charge ? StripeAuthorizations.PaymentOfCharge(charge) : null;
        return new StripeFact(EventClass.FeePosted, fee, payment ?? fee.Text("id"), objectId, key)
        {
            Variant = variant,
            Subject = payment is null ? Subject.Fee : Subject.Payment,
            PayeeRef = fee.Id("account"),
        };
    }
}
