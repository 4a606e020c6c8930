using Ledger.Cli.Demo;
using Ledger.Faults.Checking;
using Ledger.Faults.Sending;
using Xunit;

namespace Ledger.Faults.Tests;

/// <summary>The check of effects finds each kind of damage, and nothing where there is none.</summary>
public sealed class Effects
{
    [Fact]
    public void A_ledger_that_did_what_it_was_told_passes() => Assert.Empty(Check(SampleRun.Facts));

    [Fact]
    public void A_fact_that_never_reached_the_journal_is_found() => Found(
        "evt_1 (charge.succeeded), answered 2xx 1 times, states 2 facts, and 1 of them reached the journal",
        SampleRun.Facts with { Inbox = [SampleRun.Facts.Inbox[0]] });

    [Fact]
    public void A_fact_that_was_counted_but_not_posted_is_found() => Found(
        $"{SampleRun.Stream}: missing entry 6100/1150 39 EUR",
        SampleRun.Facts with { Lines = [.. SampleRun.Facts.Lines.Take(2)] });

    [Fact]
    public void An_entry_that_was_posted_twice_is_found() => Found(
        $"{SampleRun.Stream}: one too many entry 1150/1100 1000 EUR",
        SampleRun.Facts with { Lines = [.. SampleRun.Facts.Lines, .. SampleRun.Entry(SampleRun.Id(13), "1150", "1100", 1_000)] });

    [Fact]
    public void An_entry_over_another_amount_is_found() => Found(
        $"{SampleRun.Stream}: one too many entry 6100/1150 40 EUR",
        SampleRun.Facts with
        {
            Lines = [.. SampleRun.Facts.Lines.Take(2), .. SampleRun.Entry(SampleRun.FeeEntry, "6100", "1150", 40)],
        });

    [Fact]
    public void A_fact_with_two_outcomes_is_found() => Found(
        $"fact {SampleRun.CaptureFact} has 2 effects",
        SampleRun.Facts with { Inbox = [.. SampleRun.Facts.Inbox, new("evt_2", SampleRun.CaptureFact, SampleRun.Stream, "posted")] });

    [Fact]
    public void A_fact_that_still_waits_is_found() => Found(
        "ended as 'held'",
        SampleRun.Facts with { Inbox = [SampleRun.Facts.Inbox[0], SampleRun.Facts.Inbox[1] with { Disposition = "held" }] });

    [Fact]
    public void A_repeat_that_was_taken_for_a_contradiction_is_found() => Found(
        "was taken for FACT_CONTRADICTED",
        SampleRun.Facts with { Repeats = [SampleRun.Facts.Repeats[0] with { Kind = "FACT_CONTRADICTED" }] });

    [Fact]
    public void A_delivery_that_was_acknowledged_and_not_archived_is_found() => Found(
        "evt_2 was answered 2xx 1 times, and 0 deliveries are archived",
        SampleRun.Facts with { Deliveries = [SampleRun.Facts.Deliveries[0]] });

    [Fact]
    public void An_effect_that_nobody_asked_for_is_found() => Found(
        "nobody has sent evt_9",
        SampleRun.Facts with { Inbox = [.. SampleRun.Facts.Inbox, new("evt_9", SampleRun.Id(9), "payment/stripe/acct/pi_9", "noted")] });

    [Fact]
    public void One_that_was_never_acknowledged_may_have_one_effect_and_not_two()
    {
        var unanswered = SampleRun.Answered(
            SampleRun.New("evt_3", Signing.Genuine, ExpectedFact.Authorized("pi_3")), 0, 503);
        var once = SampleRun.Facts with
        {
            Inbox = [.. SampleRun.Facts.Inbox, new("evt_3", SampleRun.Id(3), "payment/stripe/acct/pi_3", "noted")],
        };
        var twice = once with
        {
            Inbox = [.. once.Inbox, new("evt_3", SampleRun.Id(4), "payment/stripe/acct/pi_3", "noted")],
        };

        const string Never = "evt_3 was never answered 2xx in 2 attempts";
        Assert.Equal([Never], Check(SampleRun.Facts, unanswered));
        Assert.Equal([Never], Check(once, unanswered));
        Assert.Contains(Check(twice, unanswered), found => found.Contains("2 of them reached", StringComparison.Ordinal));
    }

    [Fact]
    public void A_forged_one_that_was_taken_is_found()
    {
        var forged = SampleRun.Answered(SampleRun.New("evt_4", Signing.Forged), 200);

        Assert.Contains(Check(SampleRun.Facts, forged), found => found.StartsWith("evt_4 had a wrong signature", StringComparison.Ordinal));
        Assert.Empty(Check(SampleRun.Facts, SampleRun.Answered(SampleRun.New("evt_5", Signing.Forged), 0, 401)));
    }

    static void Found(string text, LedgerFacts facts) =>
        Assert.Contains(Check(facts), found => found.Contains(text, StringComparison.Ordinal));

    static IReadOnlyList<string> Check(LedgerFacts facts, params Webhook[] also) =>
        [.. EffectCheck.Run([.. SampleRun.Webhooks, .. also], facts)];
}
