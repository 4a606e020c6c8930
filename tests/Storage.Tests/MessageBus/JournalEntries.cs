using Ledger.Accounting;
using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;

namespace Ledger.Storage.Tests.MessageBus;

static class JournalEntries
{
    public static JournalEntryMessage One() => new()
    {
        EntryId = DeterministicId.Of("entry", "1"),
        Position = 1,
        EventId = DeterministicId.Of("test-event", "1"),
        Class = EventClass.CaptureSucceeded,
        Row = "M-04",
        MatrixVersion = "1",
        Provider = "stripe",
        Account = "acct_1",
        PaymentId = "pi_1",
        ProviderObjectId = "ch_1",
        BookingDate = new DateOnly(2026, 11, 20),
        OccurredAt = new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero),
        RecordedAt = new DateTimeOffset(2026, 11, 20, 9, 0, 2, TimeSpan.Zero),
        Lines =
        [
            new JournalLine("1200", Side.Debit, new Money(1050, Currency.Parse("EUR"))),
            new JournalLine("4000", Side.Credit, new Money(1050, Currency.Parse("EUR"))),
        ],
    };
}
