using Ledger.Accounting;
using Ledger.JournalPosting;
using Ledger.JournalPosting.Storage;
using Ledger.PaymentEvents;
using static Ledger.Fast.Tests.JournalPosting.PaymentSample;

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
        PaymentEvent Step(string kind, Money amount, string id, int minute, string? variant = null) =>
            Event(kind, amount, payment, $"{id}_{n}", variant, minute: minute);
        return [
            Step(EventClass.AuthCreated, money, "pi", 0),
            Step(EventClass.CaptureSucceeded, money, "ch", 1),
            Step(EventClass.FeePosted, money with { MinorUnits = 30 }, "fe", 1),
            .. (PaymentEvent[])((n % 5) switch
            {
                1 => [Step(EventClass.RefundPosted, part, "re", 2), Step(EventClass.RefundFailed, part, "re", 3)],
                2 => [Step(EventClass.RefundPosted, part, "re", 2)],
                3 =>
                [
                    Step(EventClass.ChargebackOpened, money, "dp", 2),
                    Step(EventClass.FeePosted, part, "df", 2, EventVariant.DisputeFee),
                    Step(n % 2 == 0 ? EventClass.ChargebackWon : EventClass.ChargebackLost, money, "dp", 4),
                ],
                4 =>
                [
                    Event(EventClass.SettlementConfirmed, money, $"po_{n}"),
                    Event(EventClass.PayoutInitiated, money, $"po_{n}", minute: 1),
                    Event(EventClass.PayoutPaid, money, $"po_{n}", minute: 2),
                    .. n % 2 == 0 ? [Event(EventClass.PayoutFailed, money, $"po_{n}", minute: 3)] : (PaymentEvent[])[],
                ],
                _ => [],
            }),
        ];
    }
}
