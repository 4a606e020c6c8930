using Ledger.Accounting;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Events;
using Ledger.Inventory.Policy;
using Ledger.PaymentEvents;

namespace Ledger.Inventory.Deciding;

/// <summary>Says in a fact what caused it.</summary>
static class FactFrom
{
    /// <summary>Class of the facts about reservations that ran out.</summary>
    public const string LapseClass = "stock.lapse";

    public static T Event<T>(PaymentEvent e, StockPolicy policy, string? traceId, T fact)
        where T : StockFact => fact with
        {
            EventId = e.EventId,
            Class = e.Class,
            Variant = e.Variant,
            Provider = e.Provider,
            Account = e.Account,
            PaymentId = e.PaymentId,
            ProviderEventId = e.ProviderEventId,
            ProviderObjectId = e.ProviderObjectId,
            OccurredAt = e.OccurredAt,
            ReceivedAt = e.ReceivedAt,
            DeliveryId = e.DeliveryId,
            BodySha256 = e.BodySha256,
            Amount = e.Effect is EventClass.CaptureSucceeded or EventClass.RefundPosted or EventClass.RefundFailed
                ? e.Amounts.Gross ?? RefundedTotal(e)
                : null,
            AmountIsTotal = e.Amounts.Gross is null && RefundedTotal(e) is not null,
            PolicyVersion = policy.Version,
            TraceId = traceId,
        };

    static Money? RefundedTotal(PaymentEvent e) => e.Class == EventClass.RefundPosted ? e.Amounts.CumulativeGross : null;

    public static T Command<T>(ShopCommand command, StockPolicy policy, T fact)
        where T : StockFact => fact with
        {
            EventId = command.CommandId,
            Class = command.Command.Kind,
            Provider = GoodsSource.Provider,
            ProviderEventId = command.CommandId.ToString(),
            OccurredAt = command.ReceivedAt,
            ReceivedAt = command.ReceivedAt,
            DeliveryId = command.CommandId,
            BodySha256 = Convert.ToHexStringLower(command.BodySha256),
            Actor = command.Actor,
            PolicyVersion = policy.Version,
        };

    public static StockMoved Lapse(string orderRef, DateTimeOffset lapsedAt, DateTimeOffset now, StockPolicy policy, StockMoved fact) =>
        fact with
        {
            // An order may lapse twice at one instant; no stock has a sequence twice.
            EventId = DeterministicId.Of("lapse", orderRef, fact.Movements[0].Key.ToString(), fact.Movements[0].Sequence.ToString()),
            Class = LapseClass,
            Provider = GoodsSource.Provider,
            OccurredAt = lapsedAt,
            ReceivedAt = now,
            OrderRef = orderRef,
            PolicyVersion = policy.Version,
        };
}
