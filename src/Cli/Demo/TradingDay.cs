using Ledger.Cli.Demo.Messages;
using Ledger.Cli.Demo.Payloads;
using Ledger.Cli.Demo.Stock;

namespace Ledger.Cli.Demo;

/// <summary>
/// A trading day: what the provider sends, in the order in which it arrives, and which payment is worth tracing.
/// Same seed, same payments; ids differ by run.
/// </summary>
sealed class TradingDay
{
    const long DayLength = 6 * 3600;

    // What becomes of every 50 payments; the order is shuffled.
    static readonly (Story Story, int Count)[] Deck =
    [
        (Story.Paid, 11), (Story.Captured, 9), (Story.PartlyCaptured, 5), (Story.Declined, 4),
        (Story.PaidAtSecondTry, 2), (Story.Voided, 3), (Story.Refunded, 3), (Story.PartlyRefunded, 3),
        (Story.RefundedInParts, 2), (Story.RefundFailed, 1), (Story.DisputeWon, 1), (Story.DisputeLost, 2), (Story.WantedByMany, 4),
    ];

    readonly Script _script;
    readonly PaymentStories _stories;
    readonly Random _random;
    readonly List<DemoOrder> _orders = [];
    readonly long _opening;

    TradingDay(string run, int seed, DateTimeOffset now)
    {
        Ids = new StripeIds(run);
        Shelf = new DemoShelf(Ids.Mark);
        _random = new Random(seed);
        _script = new Script(Ids, _random);
        _stories = new PaymentStories(_script);
        _opening = now.ToUnixTimeSeconds() - DayLength - 20_000;
    }

    enum Story
    {
        Paid, Captured, PartlyCaptured, Declined, PaidAtSecondTry, Voided, Refunded, PartlyRefunded, RefundedInParts,
        RefundFailed, DisputeWon, DisputeLost, WantedByMany,
    }

    /// <summary>What the shop sells.</summary>
    public DemoShelf Shelf { get; }

    /// <summary>Every order, and what the shop must keep for it.</summary>
    public IReadOnlyList<DemoOrder> Orders => _orders;

    /// <summary>Ids of the run.</summary>
    public StripeIds Ids { get; }

    /// <summary>What is sent during the day: shuffled, with repeats.</summary>
    public IReadOnlyList<Delivery> Day { get; private set; } = [];

    /// <summary>What is sent when all of that has settled: shuffled, with repeats.</summary>
    public IReadOnlyList<Delivery> Later { get; private set; } = [];

    /// <summary>What happened at the provider during the day, in its order; it knows what it sends.</summary>
    public IReadOnlyList<Delivery> Happened { get; private set; } = [];

    /// <summary>What happened days later.</summary>
    public IReadOnlyList<Delivery> HappenedLater { get; private set; } = [];

    /// <summary>A payment with a long story.</summary>
    public string TracedPayment { get; private set; } = "";

    /// <summary>Writes the script of a day.</summary>
    /// <param name="run">Token of the run.</param>
    /// <param name="payments">Number of payments.</param>
    /// <param name="seed">Seed of chance.</param>
    /// <param name="now">End of the day.</param>
    /// <param name="others">Providers beside the main one, and how many payments each has; none unless given.</param>
    public static TradingDay Of(
        string run, int payments, int seed, DateTimeOffset now, (IReadOnlyList<IProviderMessages> Providers, int Payments)? others = null)
    {
        var day = new TradingDay(run, seed, now);
        day.PlayPayments(payments);
        day.PlayPayouts();
        var beside = new OtherProviders(day._script, day.Shelf);
        foreach (var provider in others?.Providers ?? [])
        {
            day._orders.AddRange(beside.Play(provider, others!.Value.Payments, day._opening));
        }

        var noise = new Noise(day._script, now);
        var genuine = day._script.Deliveries.Concat(noise.WithoutFacts()).ToList();
        var refused = noise.Refused();
        day.Happened = [.. genuine.Where(d => !d.IsLater)];
        day.HappenedLater = [.. genuine.Where(d => d.IsLater)];
        day.Day = day.Arrivals([.. day.Happened], refused);
        day.Later = day.Arrivals([.. day.HappenedLater], []);
        return day;
    }

    /// <summary>
    /// The same day where facts are confirmed: a message is read once, however often it comes, and its object tells what it left out.
    /// </summary>
    public TradingDay Confirmed()
    {
        (Day, Later) = (AsConfirmed(Day), AsConfirmed(Later));
        return this;
    }

    static Delivery[] AsConfirmed(IReadOnlyList<Delivery> arrivals)
    {
        var read = new HashSet<byte[]>(ReferenceEqualityComparer.Instance);
        return [.. arrivals.Select(delivery => delivery with
        {
            Facts = !delivery.IsRead ? delivery.Facts
                : !read.Add(delivery.Body) ? []
                : [.. delivery.Facts, .. delivery.Facts.Count > 0 ? delivery.ReadFacts : []],
        })];
    }

    void PlayPayments(int payments)
    {
        for (var dealt = 0; dealt < payments;)
        {
            var cards = Deck.SelectMany(card => Enumerable.Repeat(card.Story, card.Count)).ToArray();
            _random.Shuffle(cards);
            foreach (var story in cards.Take(payments - dealt))
            {
                Play(story, NewPayment(story, ++dealt, payments));
            }
        }
    }

    void Play(Story story, StripePayment payment)
    {
        switch (story)
        {
            case Story.Paid: _stories.Paid(payment); break;
            case Story.Captured: _stories.Captured(payment); break;
            case Story.PartlyCaptured: _stories.Captured(payment, _random.Next(20, 90)); break;
            case Story.Declined: _stories.Declined(payment); break;
            case Story.PaidAtSecondTry: _stories.PaidAtSecondTry(payment); break;
            case Story.Voided: _stories.Voided(payment); break;
            case Story.Refunded: _stories.Refunded(_stories.Paid(payment), 100); break;
            case Story.PartlyRefunded: _stories.Refunded(_stories.Captured(payment), _random.Next(10, 80)); break;
            case Story.RefundedInParts:
                TracedPayment = payment.Intent;
                _stories.Refunded(_stories.Captured(payment, 80), 20, 15, 30);
                break;
            case Story.RefundFailed: _stories.RefundFailed(_stories.Paid(payment)); break;
            case Story.DisputeWon: _stories.Disputed(_stories.Paid(payment), won: true); break;
            case Story.DisputeLost: _stories.Disputed(_stories.Captured(payment), won: false); break;
            case Story.WantedByMany: _stories.Authorized(payment); break;
        }

        _orders.Add(new DemoOrder(
            payment.Order, payment.Lines,
            story switch
            {
                Story.Declined or Story.Voided => Kept.Nothing,
                Story.WantedByMany => Kept.Reserved,
                _ => Kept.Committed,
            },
            MayShip: story is Story.Paid or Story.Captured));
    }

    StripePayment NewPayment(Story story, int number, int payments)
    {
        var currency = _random.Next(100) switch
        {
            < 60 => DemoCurrency.Euro,
            < 85 => DemoCurrency.Yen,
            _ => DemoCurrency.Dinar,
        };
        return new StripePayment
        {
            Intent = Ids.Next("pi"),
            Charge = Ids.Next("ch"),
            Customer = Ids.Next("cus"),
            Order = $"ORDER-{Ids.Mark}-{number}",
            Lines = story == Story.WantedByMany ? [new SoldLine(Shelf.Limited, 1)] : Shelf.Basket(_random),
            Location = Shelf.Location,
            Currency = currency,
            Amount = currency.Price(_random),
            CreatedAt = _opening + (DayLength * number / payments),
        };
    }

    // Each currency is paid out twice; the second payout comes back.
    void PlayPayouts()
    {
        var payouts = new PayoutStories(_script);
        var captured = _script.Deliveries.SelectMany(delivery => delivery.Facts).DistinctBy(fact => fact.Name)
            .SelectMany(fact => fact.Entries).Where(entry => entry.Credit == "1100")
            .ToLookup(entry => entry.Currency, entry => entry.MinorUnits);
        foreach (var currency in DemoCurrency.All.Where(currency => captured.Contains(currency.Code)))
        {
            var total = captured[currency.Code].Sum();
            payouts.Paid(currency, currency.Part(total, 50), _opening + 3_600);
            payouts.FailedAfterPaid(currency, currency.Part(total, 20), _opening + 7_200);
        }
    }

    // One delivery in ten comes twice, and nothing comes in order.
    Delivery[] Arrivals(List<Delivery> genuine, IReadOnlyList<Delivery> refused)
    {
        var once = genuine.ToArray();
        _random.Shuffle(once);
        Delivery[] arrivals = [.. genuine, .. once.Take((once.Length + 9) / 10), .. refused];
        _random.Shuffle(arrivals);
        return arrivals;
    }
}
