using Ledger.Accounting;
using Ledger.Fast.Tests.JournalPosting;
using Ledger.JournalPosting;
using Ledger.JournalPosting.Storage;
using Ledger.PaymentEvents;

namespace Ledger.Storage.Tests.JournalPosting;

/// <summary>A day's events of many payments in three currencies, in the order in which they happened.</summary>
static class TradingDay
{
    static readonly Currency[] Currencies = [Currency.Parse("EUR"), Currency.Parse("JPY"), Currency.Parse("KWD")];

    public static List<PaymentEvent> Of(int payments) => [.. Enumerable.Range(0, payments).SelectMany(Life)];

    public static async Task<PostingOutcome[]> SubmitAsync(JournalWriter writer, IEnumerable<PaymentEvent> events) =>
        await Task.WhenAll(events.Select(e => writer.PostAsync(e, CancellationToken.None)));

    static IEnumerable<PaymentEvent> Life(int n)
    {
        var money = new Money(1_000 + n, Currencies[n % 3]);
        var (payment, part) = ($"pi_{n}", money with { MinorUnits = 300 });
        PaymentEvent Event(string kind, Money amount, string id, int minute, string? variant = null) =>
            PaymentSample.Event(kind, amount, payment, $"{id}_{n}", variant, minute: minute);
        return [
            Event(EventClass.AuthCreated, money, "pi", 0),
            Event(EventClass.CaptureSucceeded, money, "ch", 1),
            Event(EventClass.FeePosted, money with { MinorUnits = 30 }, "fe", 1),
            .. (PaymentEvent[])((n % 5) switch
            {
                1 => [Event(EventClass.RefundPosted, part, "re", 2), Event(EventClass.RefundFailed, part, "re", 3)],
                2 => [Event(EventClass.RefundPosted, part, "re", 2)],
                3 =>
                [
                    Event(EventClass.ChargebackOpened, money, "dp", 2),
                    Event(EventClass.FeePosted, part, "df", 2, EventVariant.DisputeFee),
                    Event(n % 2 == 0 ? EventClass.ChargebackWon : EventClass.ChargebackLost, money, "dp", 4),
                ],
                4 =>
                [
                    PaymentSample.Event(EventClass.SettlementConfirmed, money, $"po_{n}"),
                    PaymentSample.Event(EventClass.PayoutInitiated, money, $"po_{n}", minute: 1),
                    PaymentSample.Event(EventClass.PayoutPaid, money, $"po_{n}", minute: 2),
                    .. n % 2 == 0 ? [PaymentSample.Event(EventClass.PayoutFailed, money, $"po_{n}", minute: 3)] : (PaymentEvent[])[],
                ],
                _ => [],
            }),
        ];
    }
}
