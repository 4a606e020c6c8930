using Ledger.Accounting;
using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;

namespace Ledger.Contract.Samples;

/// <summary>What the journal says of the same payment, and of one that was undone.</summary>
static class BookSamples
{
    static readonly DateTimeOffset Nine = new(2026, 11, 20, 9, 0, 0, TimeSpan.Zero);

    public static JournalEntryMessage Capture { get; } = new()
    {
        EntryId = PaymentSamples.Id(1),
        Position = 4711,
        PreviousPosition = 4710,
        EventId = PaymentSamples.Capture.EventId,
        Class = EventClass.CaptureSucceeded,
        Row = "M-04",
        MatrixVersion = "2026-11-01",
        Provider = "stripe",
        Account = "acct_1",
        PaymentId = "pi_1",
        ProviderObjectId = "ch_1",
        OrderRef = "order-1001",
        BookingDate = new DateOnly(2026, 11, 20),
        OccurredAt = Nine,
        RecordedAt = Nine.AddSeconds(2.5),
        Lines = Lines("1150", "1100", PaymentSamples.Eur(105_00)),
    };

    public static JournalEntryMessage Correction { get; } = Capture with
    {
        EntryId = PaymentSamples.Id(3),
        Position = 4713,
        PreviousPosition = 4712,
        EventId = PaymentSamples.Id(4),
        Class = EventClass.CaptureFailed,
        Row = "M-05",
        PaymentId = "pi_2",
        ProviderObjectId = "ch_2",
        OrderRef = null,
        OccurredAt = Nine.AddHours(1),
        RecordedAt = Nine.AddHours(1).AddSeconds(1),
        Corrects = PaymentSamples.Id(5),
        Lines = Lines("1100", "1150", new Money(1200, Currency.Parse("JPY"))),
    };

    static IReadOnlyList<JournalLine> Lines(string debit, string credit, Money amount) =>
        [new JournalLine(debit, Side.Debit, amount), new JournalLine(credit, Side.Credit, amount)];
}
