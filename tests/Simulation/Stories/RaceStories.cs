namespace Ledger.Simulation.Stories;

/// <summary>Reservations that run out while others want the same units, and while their own payment is captured.</summary>
static class RaceStories
{
    /// <summary>The authorization's time is over in the middle of a phase, when everybody is busy.</summary>
    public static void JustInTime(StoryTeller teller, string payment, long seed)
    {
        var goods = teller.Goods;
        goods.Fill(mayLack: false);
        var wanted = goods.Lines[0] with { Quantity = 2 + goods.Dice.Next(3) }; // Often all that is left.
        var ends = Plan.StartOf(teller.Phase, seed, teller.Start) + TimeSpan.FromMilliseconds(600 + goods.Dice.Next(2_600));
        var authorized = teller.Fact("auth-created", payment, payment, 600) with { At = ends - goods.Window, Lines = [wanted] };
        teller.SendAt(TimeSpan.FromMilliseconds(goods.Dice.Next(250)), authorized);
        if (goods.Dice.Percent(60))
        {
            var around = ends - Plan.StartOf(teller.Phase, seed, teller.Start) + TimeSpan.FromMilliseconds(goods.Dice.Next(500) - 300);
            teller.SendAt(around, teller.Fact("capture-succeeded", payment, teller.Id("ch"), 600) with { At = ends, Lines = [] });
        }

        for (var n = 2; n < 5; n++)
        {
            // Others, who take what is free a little before, and a little after.
            var other = teller.Id("pi", n);
            var at = ends - Plan.StartOf(teller.Phase, seed, teller.Start) + TimeSpan.FromMilliseconds(goods.Dice.Next(700) - 350);
            teller.SendAt(at, teller.Fact("auth-created", other, other, 600) with { Lines = [wanted with { Quantity = 1 + goods.Dice.Next(2) }] });
            if (goods.Dice.Percent(60))
            {
                teller.SendAt(
                    at + TimeSpan.FromMilliseconds(goods.Dice.Next(400)), teller.Fact("capture-succeeded", other, teller.Id("ch", n), 600) with { Lines = [] });
            }
        }
    }
}
