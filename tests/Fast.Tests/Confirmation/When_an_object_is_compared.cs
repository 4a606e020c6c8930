using Ledger.Accounting;
using Ledger.Confirmation;
using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;
using Ledger.Providers.Api;
using Xunit;

namespace Ledger.Fast.Tests.Confirmation;

/// <summary>A message beside the object it is about: the object wins, what it has passed stands, nothing is guessed (R-GW-11).</summary>
public sealed class When_an_object_is_compared
{
    static readonly PaymentEvent Capture = Fact("capture", EventClass.CaptureSucceeded, 1050);
    static readonly PaymentEvent Fee = Fact("fee", EventClass.FeePosted, 45);
    static readonly PaymentEvent Refund = Fact("refund", EventClass.RefundPosted, 300);
    static readonly PaymentEvent Pointer = Fact("pointer", EventClass.RefundPosted, null) with { Completeness = Completeness.NeedsRead };

    [Fact]
    public void The_same_fact_is_confirmed_under_its_own_key_and_the_objects_fee_comes_with_it()
    {
        var decision = Decide([Capture], ObjectStanding.States, Capture with { MessageKey = Guid.CreateVersion7(), CustomerRef = "cus_1" }, Fee);

        Assert.Equal(ReadOutcome.Confirmed, decision.Outcome);
        Assert.Equal([Capture.EventId, Fee.EventId], decision.Facts.Select(fact => fact.EventId));
        Assert.Equal(Capture.MessageKey, decision.Facts[0].MessageKey);
        Assert.Equal("cus_1", decision.Facts[0].CustomerRef);
        Assert.Equal(Capture.DeliveryId, decision.Facts[1].DeliveryId);
    }

    [Fact]
    public void A_fact_that_only_the_object_tells_has_the_same_key_wherever_it_stands_in_it()
    {
        var first = Decide([Capture], ObjectStanding.States, Capture, Fee);
        var second = Decide([Capture], ObjectStanding.States, Fee with { MessageKey = Guid.CreateVersion7() }, Capture);

        Assert.Equal(first.Facts[1].MessageKey, second.Facts[1].MessageKey);
        Assert.NotEqual(first.Facts[1].MessageKey, Capture.MessageKey);
    }

    [Fact]
    public void Other_facts_than_fees_are_left_to_their_own_messages() =>
        Assert.Equal([Capture.EventId], Decide([Capture], ObjectStanding.States, Capture, Refund).Facts.Select(fact => fact.EventId));

    [Fact]
    public void Where_amounts_differ_the_objects_go_out_and_the_difference_is_told()
    {
        var decision = Decide([Capture], ObjectStanding.States, Capture with { Amounts = Of(900) });

        Assert.Equal(ReadOutcome.Contradicted, decision.Outcome);
        Assert.Equal(Of(900), Assert.Single(decision.Facts).Amounts);
        Assert.Equal("capture-succeeded: the message states 10.50 EUR, the object 9.00 EUR.", decision.Detail);
    }

    [Fact]
    public void What_the_object_has_passed_stands_as_it_was_reported()
    {
        var decision = Decide([Capture], ObjectStanding.MovedOn, Capture with { Amounts = Of(1) }, Fee);

        Assert.Equal(ReadOutcome.Confirmed, decision.Outcome);
        Assert.Equal(Of(1050), Assert.Single(decision.Facts).Amounts);
    }

    [Theory]
    [InlineData(ObjectStanding.Denies, true)]
    [InlineData(ObjectStanding.Denies, false)]
    [InlineData(ObjectStanding.States, false)]
    public void What_the_object_does_not_bear_out_is_held(ObjectStanding standing, bool isStated)
    {
        var decision = isStated ? Decide([Capture], standing, Capture) : Decide([Capture], standing, Refund);

        Assert.Equal(ReadOutcome.Denied, decision.Outcome);
        Assert.True(decision.IsHeld);
        Assert.Empty(decision.Facts);
    }

    [Fact]
    public void A_message_that_only_points_becomes_all_that_its_object_states()
    {
        var decision = Decide([Pointer], ObjectStanding.States, Refund, Fee);

        Assert.Equal(ReadOutcome.Completed, decision.Outcome);
        Assert.Equal([Refund.EventId, Fee.EventId], decision.Facts.Select(fact => fact.EventId));
        Assert.All(decision.Facts, fact => Assert.Equal(Completeness.Complete, fact.Completeness));
    }

    [Fact]
    public void A_message_that_must_be_read_and_bears_the_key_of_its_fact_is_compared_like_any_other()
    {
        var reported = Refund with { Completeness = Completeness.NeedsRead };

        Assert.Equal(ReadOutcome.Completed, Decide([reported], ObjectStanding.States, Refund).Outcome);
        Assert.Equal(ReadOutcome.Contradicted, Decide([reported], ObjectStanding.States, Refund with { Amounts = Of(301) }).Outcome);
        Assert.Equal(ReadOutcome.Denied, Decide([reported], ObjectStanding.Denies, Refund).Outcome);
        Assert.Equal(ReadOutcome.Denied, Decide([reported], ObjectStanding.Denies).Outcome);
    }

    [Fact]
    public void Where_the_object_states_nothing_there_is_nothing_to_post() =>
        Assert.Equal(ReadOutcome.NoFact, Decide([Pointer], ObjectStanding.States).Outcome);

    [Fact]
    public void Where_the_object_has_passed_what_the_message_points_at_a_person_must_look()
    {
        var decision = Decide([Pointer], ObjectStanding.MovedOn, Capture);

        Assert.Equal(ReadOutcome.Incomplete, decision.Outcome);
        Assert.True(decision.IsHeld);
    }

    [Fact]
    public void A_fee_alone_does_not_complete_what_the_message_points_at()
    {
        var decision = Decide([Pointer], ObjectStanding.States, Fee);

        Assert.Equal(ReadOutcome.Incomplete, decision.Outcome);
        Assert.Empty(decision.Facts);
    }

    [Fact]
    public void A_message_that_points_at_a_fee_is_completed_by_it()
    {
        var pointer = Pointer with { Class = EventClass.FeePosted };

        Assert.Equal([Fee.EventId], Decide([pointer], ObjectStanding.States, Fee).Facts.Select(fact => fact.EventId));
    }

    [Theory]
    [InlineData(ObjectStanding.States)]
    [InlineData(ObjectStanding.MovedOn)]
    public void What_the_object_says_itself_must_be_read_is_held(ObjectStanding standing)
    {
        var decision = Decide([Pointer], standing, Pointer, Fee, Refund);

        Assert.Equal(ReadOutcome.Incomplete, decision.Outcome);
        Assert.Empty(decision.Facts);
    }

    [Fact]
    public void An_object_that_cannot_be_read_whole_either_completes_nothing() =>
        Assert.Equal(
            ReadOutcome.NoFact, Decide([Pointer], ObjectStanding.States, Refund with { Completeness = Completeness.NeedsRead }).Outcome);

    [Fact]
    public void What_was_read_of_a_customer_lies_under_the_customers_key_whatever_came_of_it()
    {
        var reported = Capture with { CustomerRef = "cus_1" };
        var report = PaymentReport.Of("default", [reported]).Single();
        var read = new ObjectRead(Guid.CreateVersion7(), "/v1/charges/ch_1", "00", DateTimeOffset.UnixEpoch, "failed", "{}"u8.ToArray());

        var evidence = ReadEvidence.Of(report, new ReadDecision(ReadOutcome.Denied, []), read);

        Assert.Equal(NamedCustomer.AllOf([reported]).Select(one => one.Sha256), evidence.Subjects.Select(subject => subject.Sha256));
        Assert.Single(evidence.Subjects);
    }

    static ReadDecision Decide(PaymentEvent[] reported, ObjectStanding standing, params PaymentEvent[] read) =>
        ReadComparison.Decide(reported, new ObjectReading(standing, "some state", read));

    static PaymentAmounts Of(long minorUnits) => new(new Money(minorUnits, Currency.Parse("EUR")));

    static PaymentEvent Fact(string key, string eventClass, long? minorUnits) => new()
    {
        EventId = DeterministicId.Of("fact", key),
        MessageKey = DeterministicId.Of("message", key),
        Class = eventClass,
        Subject = Subject.Payment,
        Provider = "somebody",
        Account = "account",
        ProviderEventId = "evt_1",
        ProviderEventType = "something.happened",
        ProviderObjectId = key,
        PaymentId = "pay_1",
        OccurredAt = DateTimeOffset.UnixEpoch,
        ReceivedAt = DateTimeOffset.UnixEpoch,
        Amounts = minorUnits is { } units ? Of(units) : new PaymentAmounts(),
        DeliveryId = DeterministicId.Of("delivery"),
        BodySha256 = "00",
    };
}
