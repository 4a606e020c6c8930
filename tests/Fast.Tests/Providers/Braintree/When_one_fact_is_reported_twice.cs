using Ledger.PaymentEvents;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Braintree;

/// <summary>R-ID-11: two messages about one fact carry one id and one fingerprint, under two message keys.</summary>
public sealed class When_one_fact_is_reported_twice
{
    [Theory]
    [InlineData("capture.settled", "capture.disbursed")]
    [InlineData("subscription.charged", "subscription.charged-oldest-first")]
    [InlineData("refund.declined", "refund.failed")]
    [InlineData("dispute.lost", "dispute.accepted")]
    [InlineData("dispute.lost", "dispute.auto-accepted")]
    [InlineData("dispute.lost", "dispute.expired")]
    [InlineData("disbursement.failed", "disbursement.not-successful")]
    public void Both_carry_one_id_and_one_fingerprint(string one, string other)
    {
        var (first, second) = (Last(one), Last(other));

        Assert.Equal(first.EventId, second.EventId);
        Assert.Equal(Convert.ToHexString(first.Fingerprint()), Convert.ToHexString(second.Fingerprint()));
        Assert.NotEqual(first.MessageKey, second.MessageKey);
    }

    /// <summary>What is read later must be the fact that waited for it.</summary>
    [Theory]
    [InlineData("local.completed-no-currency", "local.completed")]
    [InlineData("capture.no-currency", "capture.settled")]
    [InlineData("dispute.won-unsaid", "dispute.won-in-part")]
    public void Fact_that_waits_for_its_amount_has_the_id_of_the_fact_with_it(string waiting, string complete)
    {
        var (first, second) = (Last(waiting), Last(complete));

        Assert.Equal((Completeness.NeedsRead, Completeness.Complete), (first.Completeness, second.Completeness));
        Assert.Null(first.Amounts.Gross);
        Assert.Equal((first.EventId, first.StreamId), (second.EventId, second.StreamId));
    }

    [Fact]
    public void All_facts_of_a_payment_lie_in_the_stream_of_the_sale() => Assert.All(
        new[]
        {
            "capture.settled", "capture.declined", "refund.settled", "refund.failed", "dispute.opened", "dispute.won", "dispute.lost",
        },
        sample => Assert.Equal("payment/braintree/acct_demo/t7kq2m9x", Last(sample).StreamId));

    /// <summary>The failure of the first attempt must not undo the second.</summary>
    [Fact]
    public void Second_attempt_of_a_disbursement_is_a_payout_of_its_own()
    {
        Assert.Equal("payout/braintree/acct_demo/disb_20261119", Last("disbursement.failed").StreamId);
        Assert.Equal("payout/braintree/acct_demo/disb_20261119.retry", Last("disbursement.retried").StreamId);
        Assert.Empty(
            BraintreeSampleTests.All("disbursement.paid").Select(fact => fact.EventId)
                .Intersect(BraintreeSampleTests.All("disbursement.retried").Select(fact => fact.EventId)));
    }

    [Fact]
    public void Different_facts_have_different_ids()
    {
        string[] samples =
        [
            "capture.settled", "capture.declined", "refund.settled", "refund.failed", "dispute.opened", "dispute.won", "dispute.lost",
            "disbursement.paid", "disbursement.retried", "disbursement.failed", "local.completed", "local.funded", "local.expired",
            "local.reversed", "subscription.charged", "subscription.not-charged", "status.voided",
        ];
        var facts = samples.SelectMany(sample => BraintreeSampleTests.All(sample)).ToList();

        // The disbursement that failed is the one that is told as paid as well: both say that it was started.
        Assert.Equal(facts.Count - 1, facts.Select(fact => fact.EventId).Distinct().Count());
    }

    [Fact]
    public void Ids_stay_what_they_are() => // A changed id would post old facts again.
        Assert.Equal("0915e11c", Last("capture.settled").EventId.ToString()[..8]);

    /// <summary>The last one that is not told beside another.</summary>
    static PaymentEvent Last(string sample) => BraintreeSampleTests.All(sample)
        .Last(fact => fact.Variant != EventVariant.OfTransaction && !EventClass.StandsBeside(fact.Class));
}
