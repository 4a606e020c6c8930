using System.Text.Json;
using Ledger.Accounting;
using Ledger.PaymentEvents;
using Ledger.Providers.Amounts;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Stripe;

/// <summary>
/// Conversions: a balance transaction in another currency than its charge, refund or dispute says what its amount was exchanged for, before
/// fees. Its sign says whether money came in or went out.
/// </summary>
static class StripeConversions
{
    /// <summary>Adds the conversion, when the balance transaction came expanded and there was one.</summary>
    /// <param name="facts">Where it goes.</param>
    /// <param name="transaction">The balance transaction.</param>
    /// <param name="source">The object whose money it is.</param>
    /// <param name="paymentId">Its payment.</param>
    /// <param name="before">Its amount before the exchange.</param>
    internal static void Of(StripeFacts facts, JsonElement? transaction, JsonElement source, string? paymentId, Money? before)
    {
        if (transaction is not { } expanded || before is not { } amount || expanded.Whole("amount") is not { } units
            || units is 0 or long.MinValue || facts.Convert(Math.Abs(units), expanded, AmountKind.Computed).Money is not { } settled
            || settled.Currency == amount.Currency)
        {
            return;
        }

        facts.Add(new StripeFact(EventClass.FxConverted, source, paymentId, source.Text("id"), "conversion", expanded.Text("id"))
        {
            Variant = units > 0 ? null : EventVariant.MoneyOut,
            Amounts = new PaymentAmounts(amount, Settled: settled),
            ExchangeRate = RateOf(expanded),
        });
    }

    internal static Money? Settled(StripeFacts facts, JsonElement? balanceTransaction) =>
        balanceTransaction is { } transaction && transaction.Whole("amount") is { } units
            ? facts.Convert(units, transaction, AmountKind.Computed).Money
            : null;

    internal static decimal? RateOf(JsonElement? balanceTransaction) =>
        balanceTransaction?.Field("exchange_rate") is { ValueKind: JsonValueKind.Number } rate
        && rate.TryGetDecimal(out var value) && value > 0
            ? value
            : null;
}
