using System.Security.Cryptography;
using Ledger.Accounting;
using Ledger.PaymentEvents;

namespace Ledger.Bench.Load;

/// <summary>
/// Canonical events of whole payment lives: every payment is authorised, captured and charged a fee; one in five is
/// refunded, one in fifty disputed and won. Three currencies. In order within a payment, interleaved over payments.
/// </summary>
public static class EventMix
{
    const int Interleaved = 400;
    static readonly Currency[] Currencies = [Currency.Parse("EUR"), Currency.Parse("JPY"), Currency.Parse("KWD")];
    static readonly string BodyHash = Convert.ToHexStringLower(SHA256.HashData("bench"u8));

    /// <summary>Builds <paramref name="count"/> events of one moment.</summary>
    public static List<PaymentEvent> Build(string run, int count, DateTimeOffset at)
    {
        var events = new List<PaymentEvent>(count);
        for (var group = 0; events.Count < count; group++)
        {
            events.AddRange(Lives(run, group * Interleaved, Interleaved, at));
        }

        events.RemoveRange(count, events.Count - count);
        return events;
    }

    /// <summary>Whole lives of <paramref name="payments"/> payments from number <paramref name="first"/>, interleaved.</summary>
    public static IEnumerable<PaymentEvent> Lives(string run, int first, int payments, DateTimeOffset at)
    {
        var lives = Enumerable.Range(first, payments).Select(n => Life(run, n, at)).ToList();
        return Enumerable.Range(0, lives.Max(life => life.Count))
            .SelectMany(step => lives.Where(life => step < life.Count).Select(life => life[step]));
    }

    static List<PaymentEvent> Life(string run, int n, DateTimeOffset at)
    {
        var payment = $"pi_{run}{n:D8}";
        var currency = Currencies[n % 3];
        var amount = new Money(1_000 + (n % 5_000 * 10), currency);
        var events = new List<PaymentEvent>
        {
            Event(payment, EventClass.AuthCreated, payment, amount, at),
            Event(payment, EventClass.CaptureSucceeded, $"ch_{run}{n:D8}", amount, at),
            Event(payment, EventClass.FeePosted, $"txn_{run}{n:D8}", new Money(10 + (n % 30 * 10), currency), at),
        };
        if (n % 5 == 0)
        {
            var part = new Money(amount.MinorUnits / 2, currency);
            events.Add(Event(payment, EventClass.RefundPosted, $"re_{run}{n:D8}", part, at));
        }

        if (n % 50 == 1)
        {
            events.Add(Event(payment, EventClass.ChargebackOpened, $"dp_{run}{n:D8}", amount, at));
            events.Add(Event(payment, EventClass.ChargebackWon, $"dp_{run}{n:D8}", amount, at));
        }

        return events;
    }

    static PaymentEvent Event(string payment, string @class, string objectId, Money gross, DateTimeOffset at) => new()
    {
        EventId = DeterministicId.Of("fact", "stripe", "acct_bench", objectId, @class),
        MessageKey = DeterministicId.Of("message", "stripe", "acct_bench", objectId, @class),
        Class = @class,
        Subject = Subject.Payment,
        Provider = "stripe",
        Account = "acct_bench",
        ProviderEventId = $"evt_{objectId}_{@class}",
        ProviderEventType = @class,
        ProviderObjectId = objectId,
        ProviderApiVersion = "2026-07-29.dahlia",
        PaymentId = payment,
        OrderRef = $"order-{payment}",
        OccurredAt = at,
        ReceivedAt = at,
        Amounts = new PaymentAmounts(gross),
        DeliveryId = DeterministicId.Of("delivery", objectId, @class),
        BodySha256 = BodyHash,
    };
}
