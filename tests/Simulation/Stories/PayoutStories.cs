namespace Ledger.Simulation.Stories;

/// <summary>Lives of payouts, and of fees that belong to no payment.</summary>
static class PayoutStories
{
    public static void Tell(StoryTeller teller)
    {
        var dice = teller.Dice;
        if (dice.Percent(25))
        {
            var fee = teller.Id("txn");
            var kind = dice.Of(null, "fee-returned", "dispute-fee", "application-fee");
            teller.Send(teller.Fact("fee-posted", fee, fee, teller.Amount(), kind) with { Subject = "fee" });
            return;
        }

        var payout = teller.Id("po");
        var amount = teller.Amount();
        if (dice.Percent(60))
        {
            // Refunds can outweigh captures: then the net goes the other way.
            var gross = dice.Percent(20) ? 3 : amount;
            Send(teller.Fact("settlement-confirmed", payout, teller.Id("txs"), gross) with { Fee = dice.Percent(50) ? 4 : null });
        }

        var started = !dice.Percent(6); // Or nobody ever told us of its start.
        if (started)
        {
            Send(teller.Fact("payout-initiated", payout, payout, amount));
        }

        if (dice.Percent(80))
        {
            Send(teller.Fact("payout-paid", payout, payout, dice.Percent(6) ? amount + 1 : amount));
        }

        if (dice.Percent(30))
        {
            Send(teller.Fact(dice.Percent(40) ? "payout-returned" : "payout-failed", payout, payout, amount));
        }

        void Send(Fact fact) => teller.Send(fact with { Subject = "payout" });
    }
}
