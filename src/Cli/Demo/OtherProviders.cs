using Ledger.Cli.Demo.Messages;
using Ledger.Cli.Demo.Stock;

namespace Ledger.Cli.Demo;

/// <summary>The providers beside the main one: each has payments of its own, by the same few stories, in its own words.</summary>
/// <param name="script">Where the stories are written down.</param>
/// <param name="shelf">What is sold.</param>
sealed class OtherProviders(Script script, DemoShelf shelf)
{
    // What becomes of every 10 payments.
    static readonly Story[] Deck =
    [
        Story.Paid, Story.Refunded, Story.Voided, Story.DisputeLost, Story.Failed, Story.Paid, Story.DisputeWon, Story.Refunded, Story.Paid,
        Story.Authorized,
    ];

    readonly List<DemoOrder> _orders = [];

    enum Story
    {
        Paid, Authorized, Voided, Failed, Refunded, DisputeWon, DisputeLost,
    }

    /// <summary>All of them.</summary>
    public static IReadOnlyList<IProviderMessages> All { get; } =
    [
        new AdyenMessages(), new PayPalMessages(), new BraintreeMessages(), new ContractMessages("standard-webhooks", isStandard: true),
        new ContractMessages("payment-gateway", isStandard: false),
    ];

    /// <summary>Plays so many payments of one provider, and pays a part of what was captured out.</summary>
    /// <returns>Their orders.</returns>
    public IReadOnlyList<DemoOrder> Play(IProviderMessages provider, int payments, long opening)
    {
        _orders.Clear();
        var captured = provider.Currencies.ToDictionary(currency => currency, _ => 0L);
        for (var n = 0; n < payments; n++)
        {
            var currency = provider.Currencies[n / Deck.Length % provider.Currencies.Count];
            var id = script.Ids.Plain();
            var payment = new SoldPayment(
                id, $"ORDER-{id}", shelf.Basket(script.Random), shelf.Location, currency, currency.Price(script.Random),
                opening + (60 * n));
            captured[currency] += Play(provider, Deck[n % Deck.Length], payment);
        }

        foreach (var (currency, total) in captured.Where(each => each.Value > 0))
        {
            Tell(provider, provider.PaidOut(script.Ids.Plain(), currency.Part(total, 30), currency, opening + 40_000));
        }

        return [.. _orders];
    }

    /// <summary>Plays one payment; what of it stays captured.</summary>
    long Play(IProviderMessages provider, Story story, SoldPayment payment)
    {
        if (story == Story.Failed)
        {
            Tell(provider, provider.Failed(payment));
            return 0;
        }

        var isCaptured = story is not (Story.Voided or Story.Authorized);
        var authorized = provider.Authorized(payment);
        Tell(provider, authorized);
        if (story == Story.Voided)
        {
            // Days later where a cart is taken over: a cancellation that came first would leave the cart to the next attempt to pay.
            Tell(provider, provider.Voided(payment), isLater: !provider.StatesLines);
        }

        if (isCaptured)
        {
            Tell(provider, provider.Captured(payment));
        }

        if (isCaptured || authorized.Count > 0)
        {
            _orders.Add(new DemoOrder(
                payment.Order, payment.Lines, isCaptured ? Kept.Committed : story == Story.Voided ? Kept.Nothing : Kept.Authorized,
                MayShip: story == Story.Paid)
            {
                NeedsCart = !provider.StatesLines,
            });
        }

        return isCaptured ? payment.Amount - GoneAfterwards(provider, story, payment) : 0;
    }

    long GoneAfterwards(IProviderMessages provider, Story story, SoldPayment payment)
    {
        switch (story)
        {
            case Story.Refunded:
                var amount = payment.Currency.Part(payment.Amount, script.Random.Next(10, 80));
                Tell(provider, provider.Refunded(payment, script.Ids.Plain(), amount));
                return amount;
            case Story.DisputeWon or Story.DisputeLost:
                var dispute = script.Ids.Plain();
                Tell(provider, provider.Disputed(payment, dispute));
                Tell(provider, provider.DisputeEnded(payment, dispute, story == Story.DisputeWon));
                return story == Story.DisputeWon ? 0 : payment.Amount;
            default:
                return 0;
        }
    }

    void Tell(IProviderMessages provider, IReadOnlyList<Said> messages, bool isLater = false)
    {
        foreach (var said in messages)
        {
            script.Tell(provider, said, isLater);
        }
    }
}
