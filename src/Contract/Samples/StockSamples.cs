using Ledger.Inventory.Stock;
using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;

namespace Ledger.Contract.Samples;

/// <summary>What the same payment does to the stock of two packs of tea, and an order that gets none.</summary>
static class StockSamples
{
    static readonly DateTimeOffset Nine = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    public static StockChangeMessage Committed { get; } = new()
    {
        MovementId = PaymentSamples.Id(0x21),
        Position = 77,
        Sku = "TEA-1",
        Location = "ZRH",
        Sequence = 9,
        Kind = MovementKind.Committed,
        Quantity = 2,
        Before = new StockUnits(Available: 10, OnHand: 12, Reserved: 2, Committed: 0, Incoming: 0, InInspection: 0, Damaged: 0),
        After = new StockUnits(Available: 10, OnHand: 12, Reserved: 0, Committed: 2, Incoming: 0, InInspection: 0, Damaged: 0),
        OrderRef = "order-1001",
        CausedBy = PaymentSamples.Id(2),
        Cause = EventClass.CaptureSucceeded,
        OccurredAt = Nine,
        ReceivedAt = Nine.AddSeconds(2),
        RecordedAt = Nine.AddSeconds(2.5),
    };

    public static StockNoticeMessage Refused { get; } = new()
    {
        NoticeId = PaymentSamples.Id(0x22),
        Position = 80,
        Fact = "order-refused",
        Reason = "OUT_OF_STOCK",
        Detail = "TEA-1 at ZRH: 2 wanted, 1 available.",
        OrderRef = "order-1002",
        Provider = "stripe",
        PaymentId = "pi_2",
        CausedBy = PaymentSamples.Id(0x23),
        RecordedAt = Nine.AddHours(1),
    };

    public static StockNoticeMessage Held { get; } = Refused with
    {
        NoticeId = PaymentSamples.Id(0x24),
        Position = 81,
        Fact = "event-held",
        Reason = "LINES_MISSING",
        Detail = null,
        Missing = ["order lines"],
        CausedBy = PaymentSamples.Id(0x25),
    };
}
