using Ledger.PaymentEvents;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Stripe;

/// <summary>R-ID-11: two messages about one fact carry one id and one fingerprint, under two message keys.</summary>
public sealed class When_one_fact_is_reported_twice
{
    [Theory]
    [InlineData("authorization.created", "authorization.created.by-charge")]
    [InlineData("authorization.expired", "authorization.expired.by-intent")]
    [InlineData("authorization.expired", "authorization.expired.by-refund")]
    [InlineData("capture.by-intent", "capture.by-charge")]
    [InlineData("capture.partial", "capture.partial.old-version")]
    [InlineData("failure.by-intent", "failure.by-charge")]
    [InlineData("refund.failed", "refund.failed.old-name")]
    [InlineData("dispute.won", "dispute.reinstated")]
    [InlineData("dispute.opened", "dispute.opened.with-fee")]
    public void Both_carry_one_id_and_one_fingerprint(string one, string other)
    {
        var (first, second) = (First(one), First(other));

        Assert.Equal(first.EventId, second.EventId);
        Assert.Equal(Convert.ToHexString(first.Fingerprint()), Convert.ToHexString(second.Fingerprint()));
        Assert.NotEqual(first.MessageKey, second.MessageKey);
    }

    [Fact]
    public void Refund_has_the_id_that_its_charge_reports_too()
    {
        var byRefund = StripeSampleTests.Single("refund.posted");
        var byCharge = StripeSampleTests.All("refund.posted.by-charge");

        Assert.Contains(byRefund.EventId, byCharge.Select(fact => fact.EventId));
        Assert.Equal(2, byCharge.Select(fact => fact.MessageKey).Distinct().Count());
    }

    [Fact]
    public void Voided_and_expired_contradict_each_other_under_one_id()
    {
        var (voided, expired) = (First("authorization.voided"), First("authorization.expired"));

        Assert.Equal(voided.EventId, expired.EventId);
        Assert.NotEqual(Convert.ToHexString(voided.Fingerprint()), Convert.ToHexString(expired.Fingerprint()));
    }

    [Fact]
    public void Same_fact_of_another_account_is_another_fact() =>
        Assert.NotEqual(First("capture.by-intent").EventId, First("capture.connected-account").EventId);

    [Fact]
    public void Different_facts_of_one_payment_have_different_ids()
    {
        string[] samples =
        [
            "authorization.created", "authorization.voided", "capture.by-intent", "refund.posted", "refund.failed",
            "dispute.opened", "dispute.won", "dispute.lost", "refund.total-only", "thin.capture", "failure.by-intent",
            "payout.initiated", "payout.paid", "payout.failed", "payout.settled", "fee.application",
        ];
        Assert.Equal(samples.Length, samples.Select(sample => First(sample).EventId).Distinct().Count());
    }

    [Fact]
    public void Ids_stay_what_they_are() => // A changed id would post old facts again.
        Assert.Equal("a75f21a4", First("capture.by-intent").EventId.ToString()[..8]);

    static PaymentEvent First(string sample) => StripeSampleTests.All(sample)[0];
}
