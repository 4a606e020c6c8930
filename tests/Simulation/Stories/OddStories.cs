namespace Ledger.Simulation.Stories;

/// <summary>What should not happen and does: missing parts, late ones, contradictions, nonsense.</summary>
static class OddStories
{
    public static void Tell(StoryTeller teller)
    {
        var payment = teller.Id("pi");
        switch (teller.Dice.Next(10))
        {
            case 0:
                NeverCaptured(teller, payment);
                break;
            case 1:
                LateCapture(teller, payment);
                break;
            case 2:
                Contradicted(teller, teller.Id("txn"), sameMessage: true);
                break;
            case 3:
                Contradicted(teller, teller.Id("txn"), sameMessage: false);
                break;
            case 4:
                NotRead(teller, payment);
                break;
            case 5:
                Unmapped(teller, payment);
                break;
            case 6:
                WrongAmounts(teller, payment);
                break;
            case 7:
                Poison(teller, payment);
                break;
            case 8:
                RunningTotals(teller, payment);
                break;
            default:
                teller.Send(teller.Fact("refund-failed", payment, teller.Id("re"), null)); // Of a refund nobody heard of.
                break;
        }
    }

    static void NeverCaptured(StoryTeller teller, string payment)
    {
        teller.Send(teller.Fact("auth-created", payment, payment, 900));
        teller.Send(teller.Fact("refund-posted", payment, teller.Id("re"), 100));
        teller.Send(teller.Fact("fee-posted", payment, teller.Id("txf"), 10));
        teller.Send(teller.Fact("chargeback-opened", payment, teller.Id("dp"), 100));
        teller.Send(teller.Fact("chargeback-lost", payment, teller.Id("dp"), 100));
    }

    static void LateCapture(StoryTeller teller, string payment)
    {
        teller.Send(teller.Fact("auth-created", payment, payment, 800));
        teller.Send(teller.Fact(teller.Dice.Of("auth-voided", "auth-expired"), payment, payment, null));
        teller.Send(teller.Fact("capture-succeeded", payment, teller.Id("ch"), 800));
    }

    /// <summary>One message id with two contents, or two messages that tell one fact differently.</summary>
    static void Contradicted(StoryTeller teller, string fee, bool sameMessage)
    {
        var told = teller.Fact("fee-posted", fee, fee, teller.Amount()) with { Subject = "fee" };
        teller.Send(told, orderly: true);
        teller.Send(told with { Gross = told.Gross + 1 }, sameMessage ? null : $"m-{told.Name}-false", orderly: true);
    }

    /// <summary>A message without the facts; they come later in another one, or never.</summary>
    static void NotRead(StoryTeller teller, string payment)
    {
        teller.Send(teller.Fact("capture-succeeded", payment, teller.Id("ch"), 700));
        var refund = teller.Fact("refund-posted", payment, teller.Id("re"), 200);
        teller.Send(refund with { Complete = false, Gross = null }, $"m-{refund.Name}-thin");
        if (teller.Dice.Percent(70))
        {
            teller.Send(refund);
        }
    }

    /// <summary>A running total that single refunds add up to, or do not.</summary>
    static void RunningTotals(StoryTeller teller, string payment)
    {
        teller.Send(teller.Fact("capture-succeeded", payment, teller.Id("ch"), 600));
        teller.Send(teller.Fact("refund-posted", payment, teller.Id("re", 1), 100));
        teller.Send(teller.Fact("refund-posted", payment, teller.Id("re", 2), 150));
        teller.Send(teller.Fact("refund-posted", payment, teller.Id("ch"), null) with
        {
            Complete = false,
            RunningTotal = teller.Dice.Percent(60) ? 250 : 300,
        });
    }

    static void Unmapped(StoryTeller teller, string payment) =>
        teller.Send(teller.Fact("fee-posted", payment, teller.Id("txn"), 30, "mystery-fee"));

    static void WrongAmounts(StoryTeller teller, string payment)
    {
        teller.Send(teller.Fact("capture-succeeded", payment, teller.Id("ch"), 500));
        switch (teller.Dice.Next(4))
        {
            case 0:
                var other = teller.Currency == "USD" ? "KWD" : "USD";
                teller.Send(teller.Fact("refund-posted", payment, teller.Id("re"), 50) with { Currency = other });
                break;
            case 1:
                teller.Send(teller.Fact("fee-posted", payment, teller.Id("txf"), -5));
                break;
            case 2:
                teller.Send(teller.Fact("fee-posted", payment, teller.Id("txf"), null));
                break;
            default:
                teller.Send(teller.Fact("chargeback-opened", payment, teller.Id("dp"), 0));
                break;
        }
    }

    /// <summary>Must be kept for a person, and cannot be stored.</summary>
    static void Poison(StoryTeller teller, string payment) =>
        teller.Send(teller.Fact("fee-posted", payment, teller.Id("txn"), 30, "mystery-fee") with { Poison = true }, orderly: true);
}
