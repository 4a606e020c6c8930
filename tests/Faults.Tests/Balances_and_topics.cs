using Ledger.Cli.Demo;
using Ledger.Faults.Checking;
using Ledger.Faults.Sending;
using Ledger.Faults.Subscribing;
using Xunit;

namespace Ledger.Faults.Tests;

public sealed class Balances_and_topics
{
    const string Balanced =
        """
        {"currencies":[{"currency":"EUR","accounts":[
          {"account":"1100","debits":0,"credits":1000},{"account":"1150","debits":1000,"credits":39},
          {"account":"6100","debits":39,"credits":0}]}]}
        """;

    [Fact]
    public void A_trial_balance_that_agrees_with_the_tally_passes() =>
        Assert.Empty(BalanceCheck.Run(SampleRun.Webhooks, [], Balanced));

    [Theory]
    [InlineData("\"debits\":39", "\"debits\":40", "account 6100 in EUR")]
    [InlineData("\"credits\":1000", "\"credits\":2000", "account 1100 in EUR")]
    [InlineData("\"EUR\"", "\"USD\"", "account 1100 in EUR")]
    public void One_that_does_not_is_found(string from, string to, string expected) => Assert.Contains(
        BalanceCheck.Run(SampleRun.Webhooks, [], Balanced.Replace(from, to, StringComparison.Ordinal)),
        found => found.StartsWith(expected, StringComparison.Ordinal));

    [Fact]
    public void A_subscriber_that_saw_everything_some_of_it_again_passes()
    {
        var seen = new SeenMessages();
        Take(seen, 1, 2, 1, 3, 3);

        Assert.Empty(TopicCheck.Run("t", seen, [SampleRun.Id(1), SampleRun.Id(2), SampleRun.Id(3)]));
        Assert.Equal((5, 2), (seen.Count, seen.Repeats));
    }

    [Fact]
    public void A_message_that_a_subscriber_never_saw_is_found()
    {
        var seen = new SeenMessages();
        Take(seen, 1);

        Assert.Equal(
            [$"t: the subscriber never saw {SampleRun.Id(2)}"], TopicCheck.Run("t", seen, [SampleRun.Id(1), SampleRun.Id(2)]));
    }

    [Fact]
    public void A_message_about_something_that_the_ledger_does_not_hold_is_found()
    {
        var seen = new SeenMessages();
        Take(seen, 1, 2);

        Assert.Equal(
            [$"t: published, and the ledger does not hold {SampleRun.Id(2)}"], TopicCheck.Run("t", seen, [SampleRun.Id(1)]));
    }

    [Fact]
    public void A_delivery_that_was_answered_503_may_be_at_the_subscriber_or_in_the_archive_alone()
    {
        var seen = new SeenMessages();
        seen.Take(SampleRun.Id(1).ToString(), ["delivery 1"], "evt_1");
        seen.Take(SampleRun.Id(3).ToString(), ["delivery 3"], "evt_1");

        Assert.Empty(TopicCheck.Run("t", seen, [Row(2), Row(3)], new UnansweredAttempts([Answered(503, 0, 200)])));
    }

    [Theory]
    [InlineData(2, 200, 200)]
    [InlineData(1, 503, 200)]
    public void A_delivery_that_was_answered_2xx_may_not(int found, params int[] answers)
    {
        var seen = new SeenMessages();
        seen.Take(SampleRun.Id(1).ToString(), ["delivery 1"], "evt_1");

        Assert.Equal(found, TopicCheck.Run("t", seen, [Row(2)], new UnansweredAttempts([Answered(answers)])).Count());
    }

    [Fact]
    public void A_delivery_of_an_event_that_nobody_has_sent_is_found()
    {
        var seen = new SeenMessages();
        seen.Take(SampleRun.Id(1).ToString(), ["delivery 1"], "evt_other");

        Assert.Single(TopicCheck.Run("t", seen, (DeliveryRow[])[], new UnansweredAttempts([Answered(503, 200)])));
    }

    [Fact]
    public void A_repeat_under_another_id_is_found()
    {
        var seen = new SeenMessages();
        seen.Take("a", ["position 1"]);
        seen.Take("b", ["position 1"]);

        Assert.Equal(["position 1 came under message id a and again under b"], seen.Mistaken);
    }

    [Fact]
    public void An_id_that_was_used_for_two_things_is_found()
    {
        var seen = new SeenMessages();
        seen.Take("a", ["position 1"]);
        seen.Take("a", ["position 2"]);

        Assert.Equal(["message id a was used before, and now for position 2"], seen.Mistaken);
    }

    static Webhook Answered(params int[] statuses) =>
        SampleRun.Answered(SampleRun.New("evt_1", Signing.Genuine), statuses);

    static DeliveryRow Row(int n) => new(SampleRun.Id(n), "evt_1", Verified: true);

    static void Take(SeenMessages seen, params int[] numbers)
    {
        foreach (var n in numbers)
        {
            seen.Take(SampleRun.Id(n).ToString(), [$"entry {n}"]);
        }
    }
}
