using Ledger.Accounting;
using Ledger.PaymentEvents;

namespace Ledger.Fast.Tests.JournalPosting;

/// <summary>Canonical events with what a test does not care about filled in.</summary>
static class PaymentSample
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static PaymentEvent Event(
        string eventClass, Money? gross, string payment = "pi_1", string? objectId = null, string? variant = null,
        string? subject = null, int minute = 0, string? message = null, string? fact = null)
    {
        var isPayout = eventClass.StartsWith("payout-", StringComparison.Ordinal)
            || eventClass == EventClass.SettlementConfirmed;
        subject ??= isPayout ? Subject.Payout : Subject.Payment;
        objectId ??= payment;
        fact ??= $"{payment} {objectId} {eventClass} {variant}";
        return new PaymentEvent
        {
            EventId = DeterministicId.Of("fact", fact),
            MessageKey = DeterministicId.Of("message", message ?? fact),
            Class = eventClass,
            Variant = variant,
            Subject = subject,
            Provider = "stripe",
            Account = "acct_1",
            ProviderEventId = $"evt_{message ?? fact}",
            ProviderEventType = "sample",
            ProviderObjectId = objectId,
            PaymentId = payment,
            OrderRef = $"order of {payment}",
            OccurredAt = Noon.AddMinutes(minute),
            ReceivedAt = Noon.AddMinutes(minute).AddSeconds(2),
            Amounts = new PaymentAmounts(Gross: gross),
            Livemode = true,
            DeliveryId = DeterministicId.Of("delivery", message ?? fact),
            BodySha256 = new string('a', 64),
        };
    }

    /// <summary>A goods fact as the inventory publishes it: no provider's, valued at cost, with a command behind it.</summary>
    public static PaymentEvent Goods(
        string eventClass, long cents, string movement, string? variant = null, string? reason = null, string order = "order-7",
        string location = "ZRH", int minute = 0)
    {
        var isCorrection = eventClass == EventClass.StockCorrected;
        var e = Event(
            eventClass, Eur(cents), isCorrection ? "TEA-1" : order, movement, variant, Subject.Goods, minute,
            fact: $"{location} {movement}");
        return e with
        {
            Provider = GoodsSource.Provider,
            Account = location,
            ProviderEventId = $"cmd-{movement}",
            ProviderEventType = "stock.move",
            OrderRef = isCorrection ? null : order,
            ReasonCode = reason,
            OrderLines = [new OrderLine("TEA-1", 2, location)],
        };
    }

    public static Money Eur(long cents) => new(cents, Currency.Parse("EUR"));
}
