using Ledger.Inventory.Commands;
using Ledger.Simulation.Kernel;

namespace Ledger.Simulation.Stories;

/// <summary>Tells one story: the life of a payment, a payout or a fee, and how its messages get to us.</summary>
public sealed class StoryTeller
{
    static readonly (string Code, int Weight)[] Currencies = [("EUR", 5), ("JPY", 2), ("KWD", 2), ("USD", 1)];

    readonly List<Sending> _sendings = [];
    readonly DateTimeOffset _start;
    readonly int _story;
    readonly int _phases;
    readonly int _phase;
    DateTimeOffset _at;
    int _commands;

    StoryTeller(long seed, int story, int phases, DateTimeOffset start, ShopPlan shop)
    {
        Dice = new Dice(seed, 1, story);
        (_story, _phases, _start) = (story, phases, start);
        Goods = new Basket(new Dice(seed, 9, story), shop);
        _phase = Dice.Next(phases);
        Currency = CurrencyOf(Dice);
        _at = NearMidnight(start.AddDays(-Dice.Next(3)));
    }

    /// <summary>This story's dice.</summary>
    public Dice Dice { get; }

    /// <summary>What is sold in this story.</summary>
    public Basket Goods { get; }

    /// <summary>When the run begins.</summary>
    public DateTimeOffset Start => _start;

    /// <summary>Phase in which most of it happens.</summary>
    public int Phase => _phase;

    /// <summary>This story's currency.</summary>
    public string Currency { get; }

    /// <summary>The messages of a story.</summary>
    public static IReadOnlyList<Sending> Tell(long seed, int story, int phases, DateTimeOffset start, ShopPlan shop)
    {
        var teller = new StoryTeller(seed, story, phases, start, shop);
        switch (teller.Dice.Next(100))
        {
            case < 46:
                PaymentStories.Tell(teller);
                break;
            case < 58:
                PayoutStories.Tell(teller);
                break;
            case < 74:
                OddStories.Tell(teller);
                break;
            default:
                ShopStories.Tell(teller, seed);
                break;
        }

        return teller._sendings;
    }

    /// <summary>An amount of ordinary size, odd ones included.</summary>
    public long Amount() => 1 + Dice.Next(Dice.Of(100L, 10_000L, 500_000L));

    /// <summary>An id that belongs to this story.</summary>
    public string Id(string prefix, int number = 0) => $"{prefix}_s{_story}{(number == 0 ? "" : "n" + number)}";

    /// <summary>A fact, some time after the one before.</summary>
    public Fact Fact(string kind, string payment, string thing, long? gross, string? variant = null) => new()
    {
        Payment = payment,
        Class = kind,
        Variant = variant,
        Thing = thing,
        Currency = Currency,
        Gross = gross,
        Order = Goods.OrderOf(kind, $"order-{payment}"),
        Lines = Goods.LinesOf(kind),
        At = Later(),
    };

    /// <summary>The shop commands something, some phases after the story's own, and now and then twice.</summary>
    public string Command(StockCommand command, int later = 0, string actor = "shop", string? name = null)
    {
        var (id, phase) = (name ?? $"c-s{_story}-{_commands++}", Math.Min(_phase + later, _phases - 1));
        var told = new Fact
        {
            Payment = command.StreamId,
            Class = command.Kind,
            Thing = id,
            Currency = Currency,
            At = _start,
        };
        var sending = new Sending(_story, _sendings.Count, phase, Offset(), id, told, WireForm.Current) { Command = command, Actor = actor };
        _sendings.Add(sending);
        if (Dice.Percent(15))
        {
            _sendings.Add(sending with { Number = _sendings.Count, Offset = Offset() });
        }

        return id;
    }

    /// <summary>Sends a fact once, or more often, at once, or much later, in any form.</summary>
    public void Send(Fact fact, string? messageName = null, bool orderly = false)
    {
        var name = messageName ?? $"m-{fact.Name}";
        var phase = orderly || Dice.Percent(88) ? _phase : Dice.Next(_phases);
        if (!orderly && Dice.Percent(4))
        {
            // A newer or an older sender says it too: not for us.
            Add(phase, name, fact, Dice.Of(WireForm.NextVersion, WireForm.Mislabelled, WireForm.FirstVersion, WireForm.Torn));
        }

        Add(phase, name, fact, fact.Poison ? WireForm.Current : Form(fact));
        if (Dice.Percent(20) && !fact.Poison)
        {
            Add(Dice.Percent(70) ? phase : Dice.Next(_phases), name, fact, Form(fact));
        }

        if (Dice.Percent(7) && !fact.Poison)
        {
            Add(Dice.Percent(70) ? phase : Dice.Next(_phases), $"{name}-other", fact, Form(fact));
        }
    }

    /// <summary>Sends a fact at one instant of the story's own phase, twice now and then.</summary>
    public void SendAt(TimeSpan offset, Fact fact)
    {
        for (var n = Dice.Percent(25) ? 2 : 1; n > 0; n--)
        {
            _sendings.Add(new Sending(_story, _sendings.Count, _phase, offset, $"m-{fact.Name}", fact, WireForm.Current));
        }
    }

    /// <summary>A time after the last one, often just before or behind midnight.</summary>
    public DateTimeOffset Later()
    {
        _at += Dice.Percent(30) ? Dice.Upto(TimeSpan.FromHours(10)) : Dice.Upto(TimeSpan.FromSeconds(3));
        return _at = _at.AddTicks(1);
    }

    void Add(int phase, string message, Fact fact, WireForm form) =>
        _sendings.Add(new Sending(_story, _sendings.Count, phase, Offset(), message, fact, form));

    /// <summary>In bursts, so that batches grow and writers race.</summary>
    TimeSpan Offset() => TimeSpan.FromMilliseconds((Dice.Next(10) * 300) + Dice.Next(40));

    /// <summary>An older build leaves out what was sold; where it is only a part, the rest would be taken for meant.</summary>
    WireForm Form(Fact fact) => Goods.IsSplit && fact.Lines.Count > 0 ? WireForm.Current : Dice.Percent(80) ? WireForm.Current : Dice.Of(WireForm.Sparse, WireForm.Extended);

    /// <summary>Days end at different hours in different zones: times lie around all of them.</summary>
    DateTimeOffset NearMidnight(DateTimeOffset day)
    {
        var midnight = new DateTimeOffset(day.UtcDateTime.Date, TimeSpan.Zero);
        return Dice.Percent(50)
            ? midnight + Dice.Of(TimeSpan.Zero, TimeSpan.FromHours(-1), TimeSpan.FromHours(-2), TimeSpan.FromHours(-9), TimeSpan.FromHours(7))
                - TimeSpan.FromSeconds(2) + Dice.Upto(TimeSpan.FromSeconds(4))
            : midnight + Dice.Upto(TimeSpan.FromHours(24));
    }

    static string CurrencyOf(Dice dice)
    {
        var drawn = dice.Next(Currencies.Sum(currency => currency.Weight));
        foreach (var (code, weight) in Currencies)
        {
            if ((drawn -= weight) < 0)
            {
                return code;
            }
        }

        return Currencies[0].Code;
    }
}
