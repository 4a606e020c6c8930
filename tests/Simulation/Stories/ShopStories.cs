using Ledger.Inventory.Commands;
using Ledger.PaymentEvents;
using Ledger.Simulation.Kernel;

namespace Ledger.Simulation.Stories;

/// <summary>Orders from the cart to the return, and what goes on in the warehouse.</summary>
static class ShopStories
{
    /// <summary>What is on the shelves at first: little.</summary>
    public static IEnumerable<Sending> FirstDelivery(long seed, int story, ShopPlan shop)
    {
        var dice = new Dice(seed, 12);
        var number = 0;
        foreach (var (sku, location) in shop.Skus.SelectMany(sku => ShopPlan.Locations.Select(location => (sku, location))))
        {
            var units = 2 + dice.Next(6);
            var receive = new ReceiveStock(sku, location, units, (units * 100) + dice.Next(70), "EUR", "first delivery");
            var told = new Fact { Payment = receive.StreamId, Class = receive.Kind, Thing = $"c-first-{number}", Currency = "EUR", At = default };
            yield return new Sending(story, number, 0, TimeSpan.FromMilliseconds(number), told.Thing, told, WireForm.Current)
            {
                Command = receive,
                Actor = "warehouse",
            };
            number++;
        }
    }

    public static void Tell(StoryTeller teller, long seed)
    {
        var payment = teller.Id("pi");
        switch (teller.Dice.Next(12))
        {
            case 0 or 1:
                FromCart(teller, payment);
                break;
            case 2:
                Abandoned(teller, payment);
                break;
            case 3:
                SecondTry(teller, payment);
                break;
            case 4 or 5 or 6:
                RaceStories.JustInTime(teller, payment, seed);
                break;
            case 7:
                Supplied(teller, payment);
                break;
            case 8:
                UnderReview(teller, payment);
                break;
            case 9:
                WarehouseStories.Tell(teller);
                break;
            case 10:
                WarehouseStories.Correct(teller);
                break;
            default:
                InTwoParts(teller, payment);
                break;
        }
    }

    /// <summary>What leaves, and what comes back of it.</summary>
    public static void Deliver(StoryTeller teller, string order)
    {
        var dice = teller.Goods.Dice;
        if (teller.Goods.Lines is not [{ Location: { } location } first, ..] || dice.Percent(30))
        {
            return;
        }

        teller.Command(new ShipStock(order, $"ship-{order}", dice.Percent(70) ? [] : Of([first])), 1);
        if (dice.Percent(15))
        {
            teller.Command(new ReleaseStock(order, "CANCELLED"), 1); // Whichever comes first.
        }

        if (dice.Percent(45))
        {
            var at = dice.Percent(70) ? location : dice.Of("east", "west");
            teller.Command(new ReturnStock(order, $"back-{order}", Of([first with { Quantity = 1, Location = at }])), 2, "warehouse");
            var resale = dice.Percent(60);
            teller.Command(
                new GradeStock(
                    order, $"back-{order}", first.Sku!, 1, resale ? "resale" : "write-off", "ines", resale ? null : "broken", dice.Percent(50)),
                3, "warehouse");
        }
    }

    static void FromCart(StoryTeller teller, string payment)
    {
        teller.Goods.Fill(mayLack: false);
        var order = $"order-{payment}";
        teller.Command(new ReserveStock(order, Of(teller.Goods.Lines), teller.Dice.Percent(50) ? null : 1 + teller.Dice.Next(ShopPlan.CartMinutesMost)));
        teller.Send(teller.Fact("auth-created", payment, payment, 500));
        if (teller.Dice.Percent(80))
        {
            var capture = teller.Fact("capture-succeeded", payment, teller.Id("ch"), 500);
            teller.Send(capture);
            Deliver(teller, order);
            teller.Command(new SettlePayment(capture.Stream["payment/".Length..], teller.Id("po")), 1);
        }
    }

    static void Abandoned(StoryTeller teller, string payment)
    {
        teller.Goods.Fill(mayLack: false);
        var order = $"order-{payment}";
        teller.Command(new ReserveStock(order, Of(teller.Goods.Lines)));
        teller.Command(new ReserveStock(order, Of(teller.Goods.Lines.Take(1)), 30)); // The cart has changed.
        if (teller.Dice.Percent(40))
        {
            teller.Command(new ReleaseStock(order, "CANCELLED"));
        }
    }

    /// <summary>One payment comes to nothing, another one pays the order.</summary>
    static void SecondTry(StoryTeller teller, string payment)
    {
        teller.Goods.Fill(mayLack: false);
        var order = $"order-{payment}";
        var again = teller.Id("pi", 2);
        teller.Send(teller.Fact("auth-created", payment, payment, 700));
        teller.Send(teller.Fact("auth-created", again, again, 700) with { Order = order });
        teller.Send(teller.Fact(teller.Dice.Of("auth-voided", "auth-expired", "payment-failed"), payment, payment, null));
        if (teller.Dice.Percent(70))
        {
            teller.Send(teller.Fact("capture-succeeded", again, teller.Id("ch", 2), 700) with { Order = order });
            if (teller.Dice.Percent(25))
            {
                teller.Send(teller.Fact("capture-failed", again, teller.Id("ch", 2), null) with { Order = order });
            }
        }

        Deliver(teller, order);
    }

    /// <summary>What a message does not say comes from a person; other events of the payment may come before.</summary>
    static void Supplied(StoryTeller teller, string payment)
    {
        teller.Goods.Fill(mayLack: false);
        var order = $"order-{payment}";
        var lacksOrder = teller.Dice.Percent(50);
        var held = teller.Fact("auth-created", payment, payment, 300);
        held = lacksOrder ? held with { Order = null } : held with { Lines = [.. held.Lines.Select(line => line with { Quantity = null })] };
        teller.Send(held);
        var capture = teller.Fact("capture-succeeded", payment, teller.Id("ch"), 300) with { Lines = [] };
        teller.Send(lacksOrder ? capture with { Order = null } : capture);
        teller.Command(
            new SupplyMissing(held.Stream, WireMessage.FactKeyOf(held), lacksOrder ? order : null, lacksOrder ? [] : Of(teller.Goods.Lines)), 1);
        Deliver(teller, order);
        if (teller.Goods.Dice.Percent(40))
        {
            // Whichever comes first.
            teller.Command(new DiscardEvent(held.Stream, WireMessage.FactKeyOf(held), "not ours"), 1);
        }
    }

    static void UnderReview(StoryTeller teller, string payment)
    {
        teller.Goods.Fill(mayLack: false);
        var order = $"order-{payment}";
        teller.Send(teller.Fact("auth-created", payment, payment, 900));
        teller.Send(teller.Fact("capture-succeeded", payment, teller.Id("ch"), 900));
        var dispute = teller.Fact("chargeback-opened", payment, teller.Id("dp"), 900);
        teller.Send(dispute);
        if (teller.Dice.Percent(50))
        {
            teller.Send(teller.Fact(teller.Dice.Of("chargeback-won", "chargeback-lost"), payment, dispute.Thing, 900));
        }

        teller.Command(new CloseCase(dispute.Stream, dispute.Thing, "looked at", order), 1);
        Deliver(teller, order);
    }

    /// <summary>Two captures, one for each line.</summary>
    static void InTwoParts(StoryTeller teller, string payment)
    {
        teller.Goods.Fill(mayLack: false);
        teller.Goods.IsSplit = true;
        var order = $"order-{payment}";
        teller.Send(teller.Fact("auth-created", payment, payment, 800) with { Lines = teller.Goods.Lines }, orderly: true);
        foreach (var (n, line) in teller.Goods.Lines.Index())
        {
            teller.Send(teller.Fact("capture-succeeded", payment, teller.Id("ch", n + 1), 400) with { Lines = [line] });
        }

        Deliver(teller, order);
    }

    static IReadOnlyList<OrderLine> Of(IEnumerable<Line> lines) => [.. lines.Select(line => new OrderLine(line.Sku, line.Quantity, line.Location))];
}
