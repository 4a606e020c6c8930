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
    static readonly string[] Either = ["converted_amount", "payable_amount"];

    /// <summary>Adds what a capture's net amount was exchanged for, if it was; sales of version 1 state it without a breakdown.</summary>
    internal static void OfCapture(PayPalFacts facts, JsonElement capture, JsonElement breakdown, string? id) =>
        Add(
            facts, capture, facts.Silently(breakdown, "net_amount") ?? NetOfSale(facts, capture), Settled(facts, breakdown, capture),
            new Fact(EventClass.FxConverted, id, id, "conversion", id) { ExchangeRate = RateOf(breakdown, capture) });

    /// <summary>Adds what a refund's net amount took from the account in its own currency, if that is another.</summary>
    internal static void OfRefund(PayPalFacts facts, JsonElement refund, string? paymentId, string? id)
    {
        var breakdown = refund.Child("seller_payable_breakdown") ?? default;
        var before = facts.Silently(breakdown, "net_amount");
        Add(
            facts, refund, before, facts.Silently(breakdown, "net_amount_in_receivable_currency") ?? Exchanged(facts, breakdown, before),
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

    /// <summary>
    /// The other way to state it: a list of what was debited and converted, each in one of the two currencies. Of several, none says how
    /// much of the refund it is.
    /// </summary>
    static Money? Exchanged(PayPalFacts facts, JsonElement breakdown, Money? before)
    {
        var parts = breakdown.Objects("net_amount_breakdown").ToList();
        return parts.Count == 1
            ? Either.Select(field => facts.Silently(parts[0], field))
                .FirstOrDefault(amount => amount is { } money && money.Currency != before?.Currency)
            : null;
    }

    static Money? NetOfSale(PayPalFacts facts, JsonElement sale)
    {
        var (gross, fee) = (facts.Silently(sale, "amount"), facts.Silently(sale, "transaction_fee"));
        return gross is { } all && fee is { } part && part.Currency == all.Currency ? all - part : gross;
    }

    static void Add(PayPalFacts facts, JsonElement source, Money? before, Money? after, Fact fact)
    {
        if (before is { IsPositive: true } amount && after is { IsPositive: true } settled && settled.Currency != amount.Currency)
        {
            facts.Add(source, fact with { Amounts = new PaymentAmounts(amount, Settled: settled) });
        }
    }
}
