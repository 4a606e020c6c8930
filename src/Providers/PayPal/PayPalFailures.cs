using System.Text.Json;
using Ledger.Accounting;
using Ledger.PaymentEvents;
using Ledger.Providers.Facts;
using Ledger.Providers.Reading;

namespace Ledger.Providers.PayPal;

/// <summary>Failed payment attempts: nothing moved.</summary>
static class PayPalFailures
{
    internal static void SaleDenied(PayPalEnvelope envelope, PayPalFacts facts)
    {
        var sale = envelope.Resource;
        Add(facts, sale, sale.Text("id"), facts.Amount(sale, "amount"));
    }

    /// <summary>The buyer approved and nobody captured in time: the buyer has the money back. No amount is stated.</summary>
    internal static void ApprovalReversed(PayPalEnvelope envelope, PayPalFacts facts)
    {
        var order = envelope.Resource;
        Add(facts, order, order.Text("order_id") ?? order.Text("id"), amount: null);
    }

    internal static void Add(PayPalFacts facts, JsonElement source, string? id, Money? amount) =>
        facts.Add(source, new Fact(EventClass.PaymentFailed, id, id, "payment-failed", id)
        {
            Amounts = new PaymentAmounts(amount),
            ReasonCode = source.Reason(),
        });
}
