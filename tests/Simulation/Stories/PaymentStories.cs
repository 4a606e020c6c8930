namespace Ledger.Simulation.Stories;

/// <summary>Lives of payments as they happen every day.</summary>
static class PaymentStories
{
    public static void Tell(StoryTeller teller)
    {
        var dice = teller.Dice;
        var payment = teller.Id("pi");
        var amount = teller.Amount() + 10;
        teller.Goods.Fill(mayLack: true);
        if (dice.Percent(10))
        {
            teller.Send(teller.Fact("payment-failed", payment, payment, amount));
        }

        if (dice.Percent(70))
        {
            teller.Send(teller.Fact("auth-created", payment, payment, amount));
        }

        if (dice.Percent(8))
        {
            teller.Send(teller.Fact(dice.Of("auth-voided", "auth-expired"), payment, payment, null));
            return;
        }

        if (dice.Percent(6))
        {
            teller.Send(teller.Fact("capture-pending", payment, teller.Id("ch"), amount));
        }

        var captured = Capture(teller, payment, amount);
        if (dice.Percent(10))
        {
            Told(teller, payment, captured);
        }

        if (dice.Percent(5))
        {
            // It never came to anything: the capture is undone, and nothing follows.
            teller.Send(dice.Percent(50)
                ? teller.Fact("capture-failed", payment, teller.Id("ch"), null)
                : teller.Fact("reversal", payment, teller.Id("ch"), null, "capture"));
            return;
        }

        if (dice.Percent(6))
        {
            teller.Send(teller.Fact("auth-voided", payment, payment, null)); // Too late: it was captured.
        }

        Fees(teller, payment);
        ShopStories.Deliver(teller, $"order-{payment}");
        if (dice.Percent(40))
        {
            Refunds(teller, payment, captured);
        }

        if (dice.Percent(25))
        {
            Dispute(teller, payment, captured);
        }

        if (dice.Percent(10))
        {
            teller.Send(teller.Fact("settlement-confirmed", payment, teller.Id("txs"), captured) with { Fee = Math.Min(7, captured - 1) });
        }
    }

    /// <summary>What is told beside a capture: notices, and what it was exchanged for.</summary>
    static void Told(StoryTeller teller, string payment, long captured)
    {
        var fact = teller.Fact("fx-converted", payment, teller.Id("ch"), captured);
        teller.Send(fact.Currency == "USD"
            ? teller.Fact("fraud-notice", payment, teller.Id("fw"), null)
            : fact with { Settled = (captured / 2) + 1 });
        teller.Send(teller.Fact("dispute-inquiry", payment, teller.Id("iq"), captured));
        teller.Send(teller.Fact("settlement-confirmed", payment, teller.Id("ch"), captured, "transaction"));
    }

    /// <summary>At once, or in two parts.</summary>
    static long Capture(StoryTeller teller, string payment, long amount)
    {
        var first = teller.Dice.Percent(20) ? (amount / 2) + 1 : amount;
        teller.Send(teller.Fact("capture-succeeded", payment, teller.Id("ch"), first));
        if (first == amount || amount - first < 1)
        {
            return first;
        }

        teller.Send(teller.Fact("capture-succeeded", payment, teller.Id("ch", 2), amount - first));
        return amount;
    }

    static void Fees(StoryTeller teller, string payment)
    {
        var dice = teller.Dice;
        var fee = teller.Fact("fee-posted", payment, teller.Id("txf"), 1 + dice.Next(500));
        fee = dice.Percent(25) ? fee with { Currency = "EUR" } : fee; // Charged in the currency of settlement.
        teller.Send(fee);
        if (dice.Percent(10))
        {
            teller.Send(teller.Fact("fee-posted", payment, teller.Id("txb"), fee.Gross, "fee-returned") with { Currency = fee.Currency });
        }

        if (dice.Percent(8))
        {
            teller.Send(teller.Fact("fee-posted", payment, teller.Id("fee"), 5, "application-fee"));
            teller.Send(teller.Fact("fee-posted", payment, teller.Id("fr"), 2, "application-fee-returned"));
        }
    }

    static void Refunds(StoryTeller teller, string payment, long captured)
    {
        var dice = teller.Dice;
        var over = dice.Percent(12); // More than there is: what does not fit has to wait.
        var left = captured;
        for (var n = 1; n <= 3 && left > 0; n++)
        {
            var part = over ? captured - (captured / 3) : dice.Percent(30) ? left : 1 + dice.Next(left);
            var refund = teller.Fact("refund-posted", payment, teller.Id("re", n), part);
            teller.Send(dice.Percent(30) ? refund with { Tax = part / 5 } : refund);
            left -= over ? 0 : part;
            if (!over && dice.Percent(15))
            {
                teller.Send(dice.Percent(50)
                    ? teller.Fact("refund-failed", payment, teller.Id("re", n), null)
                    : teller.Fact("reversal", payment, teller.Id("re", n), null, "refund"));
            }

            if (dice.Percent(50))
            {
                break;
            }
        }
    }

    static void Dispute(StoryTeller teller, string payment, long captured)
    {
        var dice = teller.Dice;
        var dispute = teller.Id("dp");
        teller.Send(teller.Fact("chargeback-opened", payment, dispute, captured));
        if (dice.Percent(50))
        {
            teller.Send(teller.Fact("fee-posted", payment, teller.Id("txd"), 15, "dispute-fee"));
        }

        switch (dice.Next(10))
        {
            case < 4:
                teller.Send(teller.Fact("chargeback-won", payment, dispute, captured));
                if (dice.Percent(40))
                {
                    teller.Send(teller.Fact("fee-posted", payment, teller.Id("txe"), 15, "dispute-fee-returned"));
                }

                break;
            case < 8:
                teller.Send(teller.Fact("chargeback-lost", payment, dispute, captured));
                break;
            case 8:
                teller.Send(teller.Fact("chargeback-won", payment, dispute, captured + 1)); // More than was disputed.
                break;
            default:
                teller.Send(teller.Fact("chargeback-won", payment, dispute, captured));
                teller.Send(teller.Fact("chargeback-lost", payment, dispute, captured)); // Only one can be true.
                break;
        }
    }
}
