using System.Globalization;
using System.Text.Json;
using Ledger.Accounting;
using Ledger.PaymentEvents;
using Ledger.Providers.Facts;
using Ledger.Providers.Reading;

namespace Ledger.Providers.PayPal;

/// <summary>Conversions: PayPal exchanges the net amount, what is left after its fees in the currency of the payment.</summary>
static class PayPalConversions
{
    /// <summary>Adds what a capture's net amount was exchanged for, if it was.</summary>
    internal static void OfCapture(PayPalFacts facts, JsonElement capture, JsonElement breakdown, string? id) =>
        Add(
            facts, capture, facts.Silently(breakdown, "net_amount"), facts.Silently(breakdown, "receivable_amount"),
            new Fact(EventClass.FxConverted, id, id, "conversion", id) { ExchangeRate = RateOf(breakdown, capture) });

    /// <summary>Adds what a refund's net amount took from the account in its own currency, if that is another.</summary>
    internal static void OfRefund(PayPalFacts facts, JsonElement refund, string? paymentId, string? id)
    {
        var breakdown = refund.Child("seller_payable_breakdown") ?? default;
        Add(
            facts, refund, facts.Silently(breakdown, "net_amount"), facts.Silently(breakdown, "net_amount_in_receivable_currency"),
            new Fact(EventClass.FxConverted, paymentId, id, "conversion", id) { Variant = EventVariant.MoneyOut });
    }

    /// <summary>What reaches the account in its own currency: PayPal states it after its fees.</summary>
    internal static Money? Settled(PayPalFacts facts, JsonElement breakdown, JsonElement capture) =>
        facts.Silently(breakdown, "receivable_amount") ?? facts.Silently(capture, "receivable_amount");

    internal static decimal? RateOf(JsonElement breakdown, JsonElement capture) =>
        decimal.TryParse(
            breakdown.Child("exchange_rate")?.Text("value") ?? capture.Text("exchange_rate"), NumberStyles.AllowDecimalPoint,
            CultureInfo.InvariantCulture, out var rate) && rate > 0
            ? rate
            : null;

    static void Add(PayPalFacts facts, JsonElement source, Money? before, Money? after, Fact fact)
    {
        if (before is { IsPositive: true } amount && after is { IsPositive: true } settled && settled.Currency != amount.Currency)
        {
            facts.Add(source, fact with { Amounts = new PaymentAmounts(amount, Settled: settled) });
        }
    }
}
