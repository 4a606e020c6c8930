using Ledger.Accounting;
using Ledger.EventStore;
using Ledger.Inventory.Events;
using Ledger.Inventory.Stock;
using Ledger.PaymentEvents;

namespace Ledger.Inventory;

/// <summary>
/// What the journal learns of goods: movements that change what stock is worth, as canonical events at the cost that the
/// movement carries. Receipts and transfers are no such: the one is the purchase ledger's, the other stays in one account.
/// </summary>
static class GoodsFacts
{
    public static PaymentEvent? Of(StockMoved moved, StockMovement movement, int line, OutboxEvent stored)
    {
        if (movement.Cost == 0 || ClassOf(movement) is not var (eventClass, variant))
        {
            return null;
        }

        var id = StockMessages.MovementId(stored, line);
        return new PaymentEvent
        {
            EventId = DeterministicId.Of("goods", id.ToString()),
            MessageKey = id,
            Class = eventClass,
            Variant = variant,
            Subject = Subject.Goods,
            Provider = GoodsSource.Provider,
            Account = movement.Location,
            ProviderEventId = moved.ProviderEventId,
            ProviderEventType = moved.Class,
            ProviderObjectId = id.ToString(),
            PaymentId = moved.OrderRef ?? movement.Sku,
            OrderRef = moved.OrderRef,
            ReasonCode = moved.Remark,
            OccurredAt = moved.OccurredAt,
            ReceivedAt = moved.ReceivedAt,
            Amounts = new PaymentAmounts(Gross: new Money(movement.Cost, Currency.Parse(movement.Currency!))),
            OrderLines = [new OrderLine(movement.Sku, checked((int)movement.Quantity), movement.Location)],
            Livemode = true,
            DeliveryId = moved.DeliveryId,
            BodySha256 = moved.BodySha256,
        };
    }

    static (string Class, string? Variant)? ClassOf(StockMovement movement) => movement.Kind switch
    {
        MovementKind.Shipped => (EventClass.ShipmentSent, null),
        MovementKind.Returned => (EventClass.ReturnReceived, null),
        MovementKind.Restocked => (EventClass.ReturnGraded, EventVariant.Resale),
        MovementKind.WrittenOff => (EventClass.ReturnGraded, EventVariant.WriteOff),
        MovementKind.Adjusted or MovementKind.Corrected =>
            (EventClass.StockCorrected, movement.After.OnHand > movement.Before.OnHand ? EventVariant.Increase : null),
        _ => null,
    };
}
