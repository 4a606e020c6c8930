using Ledger.Accounting;
using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;

namespace Ledger.Contract.Samples;

/// <summary>A payment of 105.00 EUR as it comes in: the delivery, the fact, the report that waits for a read.</summary>
static class PaymentSamples
{
    static readonly DateTimeOffset Nine = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);
    static readonly string BodyHash = new('a', 64);

    public static PaymentEvent Capture { get; } = new()
    {
        EventId = Id(2),
        MessageKey = Id(6),
        Class = EventClass.CaptureSucceeded,
        Subject = Subject.Payment,
        Provider = "stripe",
        Account = "acct_1",
        ProviderEventId = "evt_1",
        ProviderEventType = "charge.captured",
        ProviderObjectId = "ch_1",
        ProviderApiVersion = "2026-10-29",
        PaymentId = "pi_1",
        OrderRef = "order-1001",
        CustomerRef = "cus_1",
        PaymentMethod = "card",
        OccurredAt = Nine,
        ReceivedAt = Nine.AddSeconds(2),
        Amounts = new PaymentAmounts(Gross: Eur(105_00), Fee: Eur(3_25), Net: Eur(101_75)),
        OrderLines = [new OrderLine("TEA-1", 2, "ZRH")],
        Livemode = true,
        DeliveryId = Id(7),
        BodySha256 = BodyHash,
    };

    public static PaymentEvent Refund { get; } = Capture with
    {
        EventId = Id(8),
        MessageKey = Id(9),
        Class = EventClass.RefundPosted,
        ProviderEventId = "evt_2",
        ProviderEventType = "refund.updated",
        ProviderObjectId = "re_1",
        PaymentMethod = null,
        OccurredAt = Nine.AddHours(1),
        ReceivedAt = Nine.AddHours(1).AddSeconds(1),
        Amounts = new PaymentAmounts(Gross: Eur(20_00)),
        OrderLines = [],
        DeliveryId = Id(10),
    };

    public static PaymentEvent Shipment { get; } = Capture with
    {
        EventId = Id(11),
        MessageKey = Id(12),
        Class = EventClass.ShipmentSent,
        Subject = Subject.Goods,
        Provider = GoodsSource.Provider,
        Account = "ZRH",
        ProviderEventId = "ship-1",
        ProviderEventType = "stock.ship",
        ProviderObjectId = "ship-1",
        ProviderApiVersion = null,
        PaymentId = "order-1001",
        CustomerRef = null,
        PaymentMethod = null,
        Amounts = new PaymentAmounts(Gross: Eur(42_00)),
        DeliveryId = Id(13),
    };

    public static PaymentReport Report { get; } =
        PaymentReport.Of("default", [Capture with { Completeness = Completeness.NeedsRead }]).Single();

    public static RawDelivery Verified { get; } = new()
    {
        DeliveryId = Id(7),
        ReceivedAt = Nine.AddSeconds(2),
        Provider = "stripe",
        Endpoint = "default",
        Account = "acct_1",
        Verdict = "verified",
        SecretIndex = 0,
        SecretId = "1f3870be",
        SignedAt = Nine.AddSeconds(1),
        Headers = new Dictionary<string, string>(StringComparer.Ordinal) { ["stripe-signature"] = "t=1795165201,v1=5257a869e7ec" },
        Body = """{"id":"evt_1"}"""u8.ToArray(),
        BodySha256 = BodyHash,
        BodyBytes = 14,
        ProviderEventId = "evt_1",
        ProviderEventType = "charge.captured",
        EventIds = [Id(2)],
        StreamIds = [Capture.StreamId],
    };

    public static RawDelivery Refused { get; } = Verified with
    {
        DeliveryId = Id(14),
        Verdict = "refused",
        Reason = "SIGNATURE_WRONG",
        Detail = "No live secret gives this signature.",
        SecretIndex = null,
        SecretId = null,
        ProviderEventId = null,
        ProviderEventType = null,
        EventIds = [],
        StreamIds = [],
    };

    /// <summary>Identities of samples: UUIDs that nobody makes.</summary>
    internal static Guid Id(int n) => Guid.Parse($"0199e3a0-7d4e-7000-8000-{n:x12}");

    internal static Money Eur(long cents) => new(cents, Currency.Parse("EUR"));
}
