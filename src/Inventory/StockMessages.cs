using Ledger.EventStore;
using Ledger.Inventory.Events;
using Ledger.Inventory.Stock;
using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;

namespace Ledger.Inventory;

/// <summary>What is said on <c>ledger.inventory</c> about a fact.</summary>
static class StockMessages
{
    /// <summary>Identity of a movement: a repeat of the message carries the same.</summary>
    public static Guid MovementId(OutboxEvent stored, int line) =>
        DeterministicId.Of("stock-movement", stored.Id.ToString(), line.ToString());

    public static StockChangeMessage ChangeOf(StockMoved moved, StockMovement movement, int line, OutboxEvent stored) => new()
    {
        MovementId = MovementId(stored, line),
        Position = stored.Position,
        Sku = movement.Sku,
        Location = movement.Location,
        Sequence = movement.Sequence,
        Kind = movement.Kind,
        Quantity = movement.Quantity,
        Before = Units(movement.Before, movement.AvailableBefore),
        After = Units(movement.After, movement.AvailableAfter),
        Reason = moved.Reason,
        OrderRef = moved.OrderRef,
        CausedBy = moved.EventId,
        Cause = moved.Class,
        OccurredAt = moved.OccurredAt,
        ReceivedAt = moved.ReceivedAt,
        RecordedAt = stored.Timestamp,
    };

    /// <summary>Null where nobody need be told.</summary>
    public static StockNoticeMessage? NoticeOf(StockFact fact, OutboxEvent stored) => fact switch
    {
        StockNoted { Disposition: Disposition.Refused } refused => Notice(fact, stored, "order-refused") with { Detail = refused.Detail },
        StockEventHeld held => Notice(fact, stored, "event-held") with { Missing = held.Missing },
        StockExceptionRaised raised => Notice(fact, stored, "exception-raised") with { Detail = raised.Detail },
        _ => null,
    };

    static StockNoticeMessage Notice(StockFact fact, OutboxEvent stored, string name) => new()
    {
        NoticeId = fact.Id,
        Position = stored.Position,
        Fact = name,
        Reason = fact.Reason ?? "",
        OrderRef = fact.OrderRef,
        Provider = fact.Provider,
        PaymentId = fact.PaymentId,
        CausedBy = fact.EventId,
        RecordedAt = stored.Timestamp,
    };

    static StockUnits Units(StockBalance b, long available) =>
        new(available, b.OnHand, b.Reserved, b.Committed, b.Incoming, b.InInspection, b.Damaged);
}
