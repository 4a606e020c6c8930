using Ledger.PaymentEvents;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Adyen;

/// <summary>R-ID-11: two messages about one fact carry one id and one fingerprint, under two message keys.</summary>
public sealed class When_one_fact_is_reported_twice
{
    [Theory]
    [InlineData("authorization.voided", "authorization.voided.technical")]
    [InlineData("refund.failed-later", "refund.refused")]
    [InlineData("capture.failed-later", "capture.refused")]
    [InlineData("dispute.chargeback", "dispute.chargeback.unannounced")]
    [InlineData("dispute.reversed", "dispute.reversed.final")]
    [InlineData("settlement.batch", "settlement.batch.as-sheet")]
    [InlineData("payout.initiated", "payout.authorised")]
    [InlineData("payout.booked", "payout.booked.tracked")]
    public void Both_carry_one_id_and_one_fingerprint(string one, string other)
    {
        var (first, second) = (First(one), First(other));

        Assert.Equal(first.EventId, second.EventId);
        Assert.Equal(Print(first), Print(second));
        Assert.NotEqual(first.MessageKey, second.MessageKey);
    }

    /// <summary>Adyen: duplicates have the same event code and PSP reference, while date and other fields may differ.</summary>
    [Fact]
    public void Repeat_with_other_unsigned_fields_is_the_same_message()
    {
        var (first, second) = (First("capture"), First("capture.sent-again"));

        Assert.NotEqual(first.BodySha256, second.BodySha256);
        Assert.Equal((first.MessageKey, first.EventId, Print(first)), (second.MessageKey, second.EventId, Print(second)));
    }

    [Fact]
    public void Same_message_gives_the_same_ids_each_time() => Assert.All(AdyenSampleTests.Samples, name => Assert.Equal(
        AdyenSampleTests.All(name).Select(fact => (fact.EventId, fact.MessageKey, Print(fact))),
        AdyenSampleTests.All(name).Select(fact => (fact.EventId, fact.MessageKey, Print(fact)))));

    [Fact]
    public void Item_that_stands_twice_in_a_delivery_counts_once() =>
        Assert.Equal(First("capture").EventId, Assert.Single(AdyenSampleTests.All("items.repeated")).EventId);

    [Fact]
    public void Item_among_others_has_the_ids_that_it_has_alone()
    {
        var together = AdyenSampleTests.All("items.six").ToDictionary(fact => fact.EventId, fact => fact.MessageKey);

        Assert.All(
            ["authorization.created", "capture", "refund"],
            name => Assert.Equal(First(name).MessageKey, together[First(name).EventId]));
    }

    [Fact]
    public void Voided_and_expired_contradict_each_other_under_one_id()
    {
        var (voided, expired) = (First("authorization.voided"), First("authorization.expired"));

        Assert.Equal(voided.EventId, expired.EventId);
        Assert.NotEqual(Print(voided), Print(expired));
    }

    [Fact]
    public void Same_reference_of_another_account_is_another_fact() =>
        Assert.NotEqual(First("capture").EventId, First("capture.other-account").EventId);

    [Fact]
    public void Different_facts_of_one_payment_have_different_ids_and_messages()
    {
        string[] samples =
        [
            "authorization.created", "authorization.adjusted", "authorization.voided", "failure.refused", "failure.offer-closed", "capture",
            "capture.partial", "capture.again", "capture.failed-later", "capture.failed-later.unsuccessful", "refund",
            "refund.failed-later", "refund.cancel-or-refund", "refund.voided-at-terminal", "dispute.chargeback", "dispute.reversed",
            "dispute.second-chargeback", "dispute.undefended", "dispute.prearbitration-won", "dispute.prearbitration-lost",
            "dispute.arbitration-won", "dispute.arbitration-lost", "payout.initiated", "payout.booked", "payout.returned",
            "settlement.batch",
        ];
        var facts = samples.SelectMany(AdyenSampleTests.All).ToList();

        Assert.Equal(samples.Length + 1, facts.Count); // A second chargeback gives two.
        Assert.Equal(facts.Count, facts.Select(fact => fact.EventId).Distinct().Count());
        Assert.Equal(facts.Count, facts.Select(fact => fact.MessageKey).Distinct().Count());
    }

    [Fact]
    public void All_facts_of_a_payment_go_to_one_stream()
    {
        string[] samples = ["authorization.created", "authorization.expired", "failure.refused", "capture", "refund", "dispute.chargeback"];

        Assert.Equal(
            "payment/adyen/TeaShopECOM/TEAPAY0000000W82",
            Assert.Single(samples.Select(sample => First(sample).StreamId).Distinct()));
    }

    [Fact]
    public void Ids_stay_what_they_are() => // A changed id would post old facts again.
        Assert.Equal("060c25be", First("capture").EventId.ToString()[..8]);

    static PaymentEvent First(string sample) => AdyenSampleTests.All(sample)[0];

    static string Print(PaymentEvent fact) => Convert.ToHexString(fact.Fingerprint());
}
