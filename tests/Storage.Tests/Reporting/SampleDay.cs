using Ledger.Accounting;
using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;
using Ledger.Storage.Tests.Evidence;

namespace Ledger.Storage.Tests.Reporting;

/// <summary>
/// Three payments in currencies of 2, 0 and 3 decimals: a capture with its fee, corrected on the next day; a sale in
/// yen backdated by two days; a sale in dinars that was reported twice; a hold; and a forged delivery.
/// </summary>
sealed class SampleDay
{
    public const string Euro = "payment/stripe/acct_1/pi_eur";
    public const string Yen = "payment/stripe/acct_1/pi_jpy";
    public const string Dinar = "payment/stripe/acct_1/pi_kwd";

    public static readonly DateTimeOffset Day1 = SampleDeliveries.Noon;
    public static readonly DateTimeOffset Day2 = SampleDeliveries.Noon.AddDays(1);

    public required RawDelivery Capture { get; init; }

    public required RawDelivery Fee { get; init; }

    public required RawDelivery Failure { get; init; }

    public required RawDelivery YenSale { get; init; }

    public required RawDelivery DinarSale { get; init; }

    public required RawDelivery DinarAgain { get; init; }

    public required RawDelivery Hold { get; init; }

    public required RawDelivery Forged { get; init; }

    public Guid CaptureEntry { get; private set; }

    public Guid CounterEntry { get; private set; }

    public static Guid EventId(string name) => DeterministicId.Of("test", name);

    public static async Task<SampleDay> WriteAsync(ReportingDatabase database)
    {
        var journal = new SampleJournal(database);
        var forged = SampleDeliveries.Refused("forged", "SIGNATURE_WRONG", "evt_forged");
        await database.Archive.StoreAsync(forged, CancellationToken.None);
        var day = new SampleDay
        {
            Capture = await journal.DeliverAsync("evt_capture", Euro, EventId("capture")),
            Fee = await journal.DeliverAsync("evt_fee", Euro, EventId("fee"), Day1.AddSeconds(1)),
            Failure = await journal.DeliverAsync("evt_failure", Euro, EventId("failure"), Day2),
            YenSale = await journal.DeliverAsync("evt_jpy", Yen, EventId("jpy"), Day2),
            DinarSale = await journal.DeliverAsync("evt_kwd", Dinar, EventId("kwd")),
            DinarAgain = await journal.DeliverAsync("evt_kwd_again", Dinar, EventId("kwd"), Day1.AddSeconds(3)),
            Hold = await journal.DeliverAsync("evt_refund", Yen, EventId("refund")),
            Forged = forged,
        };
        await day.PostAsync(journal);
        return day;
    }

    async Task PostAsync(SampleJournal journal)
    {
        CaptureEntry = await journal.PostAsync(
            Euro, "capture-succeeded", Capture, "2026-11-20", Day1, Lines("1150", "4000", 1050, "EUR"));
        await journal.PostAsync(Euro, "fee-posted", Fee, "2026-11-20", Day1.AddSeconds(1), Lines("6100", "1150", 35, "EUR"));
        await journal.PostAsync(
            Dinar, "capture-succeeded", DinarSale, "2026-11-20", Day1.AddSeconds(2), Lines("1150", "4000", 12345, "KWD"));
        await journal.RepeatAsync(DinarAgain, "SAME_FACT", Day1.AddSeconds(4));
        await journal.NoteAsync(
            Yen, "payment_event_held", "refund-posted", Hold, "held", "CAPTURE_MISSING", Day1.AddSeconds(5));
        CounterEntry = await journal.PostAsync(
            Euro, "capture-failed", Failure, "2026-11-21", Day2, Lines("4000", "1150", 1050, "EUR"), CaptureEntry);
        await journal.PostAsync(
            Yen, "capture-succeeded", YenSale, "2026-11-19", Day2.AddSeconds(1), Lines("1150", "4000", 700, "JPY"));
        await journal.StandAsync(Euro, "CAPTURE_FAILED");
        await journal.StandAsync(Yen, "CAPTURED");
        await journal.StandAsync(Dinar, "CAPTURED");
    }

    static JournalLine[] Lines(string debit, string credit, long minorUnits, string currency)
    {
        var amount = new Money(minorUnits, Currency.Parse(currency));
        return [new(debit, Side.Debit, amount), new(credit, Side.Credit, amount)];
    }
}
