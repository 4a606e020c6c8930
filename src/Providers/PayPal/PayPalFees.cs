using System.Globalization;
using System.Text.Json;
using Ledger.Accounting;
using Ledger.PaymentEvents;
using Ledger.Providers.Facts;
using Ledger.Providers.Reading;

namespace Ledger.Providers.PayPal;

/// <summary>Fees of PayPal and of platforms, in the currency of the payment, each a fact of its own.</summary>
static class PayPalFees
{
    const string PayPalFee = "paypal_fee";

    /// <summary>
    /// What the gross contains in fees, and what is left; both only where the breakdown adds up: gross, less PayPal's fee, less the
    /// platforms', is net.
    /// </summary>
    internal static (Money? Fee, Money? Net) Contained(PayPalFacts facts, JsonElement breakdown, Money gross)
    {
        if (facts.Silently(breakdown, "net_amount") is not { } net || net.Currency != gross.Currency)
        {
            return (null, null);
        }

        var fees = Money.Zero(gross.Currency);
        foreach (var (holder, field) in Fees(breakdown))
        {
            if (facts.Silently(holder, field) is { } fee)
            {
                if (fee.Currency != gross.Currency)
                {
                    return (null, null);
                }

                fees += fee;
            }
        }

        return fees.IsPositive && gross - fees == net ? (fees, net) : (null, null);
    }

    /// <summary>The fees of a capture; version 1 has PayPal's as <c>transaction_fee</c>.</summary>
    internal static void OfCapture(PayPalFacts facts, PayPalEnvelope envelope, JsonElement capture, JsonElement breakdown, string? id)
    {
        var fee = facts.AmountIfAny(breakdown, PayPalFee) ?? facts.AmountIfAny(capture, "transaction_fee");
        Add(facts, capture, id, id, fee, variant: null, "fee", id);
        OfPlatforms(facts, envelope, capture, breakdown, id, id, variant: null, EventVariant.ApplicationFee);
    }

    /// <summary>What a refund gives back of the fees; version 1 has PayPal's as <c>refund_from_transaction_fee</c>.</summary>
    internal static void OfRefund(PayPalFacts facts, PayPalEnvelope envelope, JsonElement refund, string? paymentId, string? id)
    {
        var breakdown = refund.Child("seller_payable_breakdown") ?? default;
        var fee = facts.AmountIfAny(breakdown, PayPalFee) ?? facts.AmountIfAny(refund, "refund_from_transaction_fee");
        Add(facts, refund, paymentId, id, fee, EventVariant.FeeReturned, "fee", id);
        OfPlatforms(
            facts, envelope, refund, breakdown, paymentId, id, EventVariant.FeeReturned, EventVariant.ApplicationFeeReturned);
    }

    /// <summary>A platform's fee is income where the endpoint's account is that platform, else an expense as PayPal's own.</summary>
    static void OfPlatforms(
        PayPalFacts facts, PayPalEnvelope envelope, JsonElement source, JsonElement breakdown, string? paymentId, string? id,
        string? variant, string ours)
    {
        var place = 0;
        foreach (var fee in breakdown.Objects("platform_fees"))
        {
            var payee = fee.Child("payee")?.Text("merchant_id");
            var amount = facts.AmountIfAny(fee, "amount");
            Add(
                facts, source, paymentId, id, amount, payee == envelope.Settings.Account ? ours : variant, payee, "platform-fee", id,
                place.ToString(CultureInfo.InvariantCulture));
            place++;
        }
    }

    static void Add(
        PayPalFacts facts, JsonElement source, string? paymentId, string? id, Money? amount, string? variant, params string?[] key) =>
        Add(facts, source, paymentId, id, amount, variant, payee: null, key);

    static void Add(
        PayPalFacts facts, JsonElement source, string? paymentId, string? id, Money? amount, string? variant, string? payee,
        string?[] key)
    {
        if (amount is not null)
        {
            facts.Add(source, new Fact(EventClass.FeePosted, paymentId, id, key)
            {
                Variant = variant,
                Amounts = new PaymentAmounts(amount),
                PayeeRef = payee,
            });
        }
    }

    static IEnumerable<(JsonElement Holder, string Field)> Fees(JsonElement breakdown) =>
        [(breakdown, PayPalFee), .. breakdown.Objects("platform_fees").Select(fee => (fee, "amount"))];
}
