using System.Text.Json;
using Ledger.PaymentEvents;
using Ledger.Providers.Amounts;
using Ledger.Providers.Facts;
using Ledger.Providers.Reading;

namespace Ledger.Providers.PayPal;

/// <summary>
/// Payouts: the item is the authority. A batch's message states a total without items, and SUCCESS only means that all were tried; posting
/// it beside them would post all twice. No item's message says that it has started, so what ended has also begun.
/// </summary>
static class PayPalPayouts
{
    /// <summary>Nothing, unless the batch was read from PayPal's API, which lists its items.</summary>
    internal static void Batch(PayPalEnvelope envelope, PayPalFacts facts)
    {
        var items = envelope.Resource.Objects("items").ToList();
        if (items.Count == 0)
        {
            facts.NoFact("A batch states no items; each item's own message says what became of it.");
        }

        foreach (var item in items)
        {
            OfStatus(facts, item);
        }
    }

    internal static void Started(PayPalEnvelope envelope, PayPalFacts facts) => Started(facts, envelope.Resource);

    internal static void Succeeded(PayPalEnvelope envelope, PayPalFacts facts) => Succeeded(facts, envelope.Resource);

    internal static void Failed(PayPalEnvelope envelope, PayPalFacts facts) =>
        Failed(facts, envelope.Resource, CameBack(envelope.Type.Split('.')[^1]));

    static void OfStatus(PayPalFacts facts, JsonElement item)
    {
        switch (item.Text("transaction_status"))
        {
            case "SUCCESS":
                Succeeded(facts, item);
                break;
            case "UNCLAIMED" or "ONHOLD" or "PENDING":
                Started(facts, item);
                break;
            case "FAILED" or "RETURNED" or "BLOCKED" or "REFUNDED" or "REVERSED" or "DENIED" or "CANCELED":
                Failed(facts, item, CameBack(item.Text("transaction_status")));
                break;
            default:
                facts.NoFact("The item's status states nothing to post.");
                break;
        }
    }

    static void Started(PayPalFacts facts, JsonElement item)
    {
        Add(facts, item, EventClass.PayoutInitiated, "initiated");
        Fee(facts, item);
    }

    static void Succeeded(PayPalFacts facts, JsonElement item)
    {
        Started(facts, item);
        Add(facts, item, EventClass.PayoutPaid, "paid");
    }

    static void Failed(PayPalFacts facts, JsonElement item, bool cameBack)
    {
        Add(facts, item, EventClass.PayoutInitiated, "initiated");
        Add(facts, item, cameBack ? EventClass.PayoutReturned : EventClass.PayoutFailed, cameBack ? "returned" : "failed");
    }

    /// <summary>Unclaimed for 30 days, or given back by the one who had it.</summary>
    static bool CameBack(string? status) => status is "RETURNED" or "REFUNDED";

    static void Add(PayPalFacts facts, JsonElement item, string eventClass, string step)
    {
        if (facts.Amount(item.Child("payout_item") ?? default, "amount", AmountKind.Payout) is { } amount)
        {
            var id = item.Text("payout_item_id");
            facts.Add(item, new Fact(eventClass, id, id, "payout", id, step)
            {
                Subject = Subject.Payout,
                Amounts = new PaymentAmounts(amount),
                SettlementBatchId = Batch(item),
                ReasonCode = item.Child("errors")?.Text("name")
                    ?? (step is "failed" or "returned" ? item.Text("transaction_status") : null),
            });
        }
    }

    /// <summary>It belongs to no payment; an item that comes back is not said to bring it along.</summary>
    static void Fee(PayPalFacts facts, JsonElement item)
    {
        if (facts.AmountIfAny(item, "payout_item_fee") is { } fee)
        {
            var id = item.Text("payout_item_id");
            facts.Add(item, new Fact(EventClass.FeePosted, id, id, "fee", id)
            {
                Subject = Subject.Fee,
                Amounts = new PaymentAmounts(fee),
                SettlementBatchId = Batch(item),
            });
        }
    }

    static string? Batch(JsonElement item) => item.Text("payout_batch_id") is { } id && ProviderId.IsId(id) ? id : null;
}
