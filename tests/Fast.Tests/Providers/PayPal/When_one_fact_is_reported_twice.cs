using Ledger.PaymentEvents;
using Xunit;

namespace Ledger.Fast.Tests.Providers.PayPal;

/// <summary>R-ID-11: two messages about one fact carry one id and one fingerprint, under two message keys.</summary>
public sealed class When_one_fact_is_reported_twice
{
    [Theory]
    [InlineData("authorization.created", "authorization.created.v1")]
    [InlineData("authorization.expired", "authorization.expired.v1")]
    [InlineData("capture.completed", "capture.completed.v1")]
    [InlineData("capture.completed", "capture.completed.since-refunded")]
    [InlineData("capture.declined", "capture.denied")]
    [InlineData("refund.posted", "refund.posted.v1")]
    [InlineData("refund.posted", "refund.posted.related")]
    [InlineData("refund.failed", "refund.failed.by-status")]
    [InlineData("dispute.opened", "dispute.escalated")]
    [InlineData("dispute.opened", "dispute.opened.old-name")]
    [InlineData("dispute.lost", "dispute.lost.by-update")]
    [InlineData("payout.unclaimed", "payout.succeeded")]
    public void Both_carry_one_id_and_one_fingerprint(string one, string other)
    {
        var (first, second) = (First(one), First(other));

        Assert.Equal(first.EventId, second.EventId);
        Assert.Equal(Convert.ToHexString(first.Fingerprint()), Convert.ToHexString(second.Fingerprint()));
        Assert.NotEqual(first.MessageKey, second.MessageKey);
    }

    // Trap 4: the running total is the same in both; the refunds are two.
    [Fact]
    public void Two_refunds_of_one_capture_are_two_facts_of_their_own_amounts()
    {
        var (first, second) = (First("refund.posted"), First("refund.posted.second"));

        Assert.NotEqual(first.EventId, second.EventId);
        Assert.Equal(first.StreamId, second.StreamId);
        Assert.Equal("0.99 EUR", first.Amounts.Gross.ToString());
        Assert.Null(first.Amounts.CumulativeGross);
    }

    [Fact]
    public void Voided_and_expired_contradict_each_other_under_one_id()
    {
        var (voided, expired) = (First("authorization.voided"), First("authorization.expired"));

        Assert.Equal(voided.EventId, expired.EventId);
        Assert.NotEqual(Convert.ToHexString(voided.Fingerprint()), Convert.ToHexString(expired.Fingerprint()));
    }

    [Fact]
    public void Different_facts_have_different_ids()
    {
        string[] samples =
        [
            "authorization.created", "authorization.voided", "authorization.denied", "capture.completed", "capture.declined",
            "capture.reversed", "refund.posted", "refund.failed", "dispute.opened", "dispute.won", "dispute.lost", "sale.completed",
            "sale.denied", "sale.reversed", "payout.succeeded", "failure.approval-reversed",
        ];
        var ids = samples.SelectMany(PayPalSampleTests.All).Select(fact => fact.EventId).ToList();

        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.True(ids.Count > samples.Length);
    }

    // The order gate finds a predecessor in its own stream only.
    [Fact]
    public void Capture_refund_reversal_dispute_and_fee_share_the_stream_of_the_capture()
    {
        string[] samples =
        [
            "capture.completed", "capture.declined", "capture.reversed", "refund.posted", "refund.failed", "dispute.opened", "dispute.won",
            "dispute.lost",
        ];

        Assert.Equal(
            ["payment/paypal/acct_demo/3LEDGERCAPT000001"],
            samples.SelectMany(PayPalSampleTests.All).Select(fact => fact.StreamId).Distinct());
        Assert.Equal(
            ["payment/paypal/acct_demo/8LEDGERSALE000001"],
            new[] { "sale.completed", "sale.reversed", "refund.posted.sale" }.SelectMany(PayPalSampleTests.All)
                .Select(fact => fact.StreamId).Distinct());
    }

    // The journal undoes by the object's id: a failed capture must name the capture, a failed refund the refund.
    [Theory]
    [InlineData("capture.completed", "capture.reversed")]
    [InlineData("capture.completed", "capture.reversed.itself")]
    [InlineData("capture.completed", "capture.declined")]
    [InlineData("refund.posted", "refund.failed")]
    [InlineData("dispute.opened", "dispute.won")]
    [InlineData("sale.completed", "sale.reversed")]
    public void What_undoes_a_fact_names_its_object(string done, string undone)
    {
        Assert.Equal(First(done).ProviderObjectId, First(undone).ProviderObjectId);
        Assert.NotEqual(First(done).EventId, First(undone).EventId);
    }

    // PayPal has no message for the start of an item, so its end tells both.
    [Fact]
    public void An_item_that_ended_has_also_begun_once()
    {
        var classes = PayPalSampleTests.All("payout.returned").Select(fact => fact.Class);

        Assert.Equal([EventClass.PayoutInitiated, EventClass.PayoutReturned], classes);
        Assert.Equal(First("payout.unclaimed").EventId, First("payout.returned").EventId);
        Assert.Equal(First("payout.held").EventId, First("payout.failed").EventId);
    }

    [Fact]
    public void Ids_stay_what_they_are() => // A changed id would post old facts again.
        Assert.Equal("a3134791", First("capture.completed").EventId.ToString()[..8]);

    static PaymentEvent First(string sample) => PayPalSampleTests.All(sample)[0];
}
