using Ledger.Fast.Tests.Providers.PaymentGateway;
using Ledger.Fast.Tests.Providers.StandardWebhooks;
using Ledger.PaymentEvents;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Contract;

/// <summary>R-ID-11: two messages about one fact carry one id and one fingerprint, under two message keys.</summary>
public sealed class When_a_fact_of_the_contract_is_reported_twice
{
    [Theory]
    [InlineData("authorization.created", "authorization.created.canonical-type")]
    [InlineData("capture.of-payment", "capture.of-payment.canonical-type")]
    [InlineData("refund", "refund.canonical-type")]
    [InlineData("dispute.opened", "dispute.opened.canonical-type")]
    public void Both_messages_carry_one_id_and_one_fingerprint(string one, string other)
    {
        var (first, second) = (GatewayDeliveries.First(one), GatewayDeliveries.First(other));

        Assert.Equal(first.EventId, second.EventId);
        Assert.Equal(Convert.ToHexString(first.Fingerprint()), Convert.ToHexString(second.Fingerprint()));
        Assert.NotEqual(first.MessageKey, second.MessageKey);
    }

    // R-GW-10: every attempt is signed anew; the six fields of R-GW-02 state no time, so that its time moves, but nothing else.
    [Fact]
    public void A_second_attempt_has_the_ids_of_the_first()
    {
        foreach (var name in GatewayDeliveries.Folder.Names)
        {
            var body = GatewayDeliveries.Folder.Read(name);
            var first = GatewayDeliveries.Gateway.Translate(GatewayDeliveries.Of(body), Deliveries.Settings).Events;
            var again = GatewayDeliveries.Gateway.Translate(
                GatewayDeliveries.Of(body, Deliveries.ReceivedAt.AddHours(20)), Deliveries.Settings).Events;

            Assert.Equal(first.Select(Identity), again.Select(Identity));
        }
    }

    [Fact]
    public void A_second_attempt_by_the_standard_has_the_ids_of_the_first_and_another_event_has_another_message_key()
    {
        var body = StandardDeliveries.Folder.Read("capture");
        var first = Translate(body, "msg_1");

        Assert.Equal(2, first.Count);
        Assert.Equal(first.Select(Identity), Translate(body, "msg_1").Select(Identity));
        Assert.Equal(first.Select(fact => fact.EventId), Translate(body, "msg_2").Select(fact => fact.EventId));
        Assert.Empty(first.Select(fact => fact.MessageKey).Intersect(Translate(body, "msg_2").Select(fact => fact.MessageKey)));
    }

    // An invoice may be paid in parts: without ids of captures, each event is one.
    [Fact]
    public void Two_captures_of_one_invoice_are_two_facts_and_of_one_payment_one_unless_they_are_named()
    {
        Assert.NotEqual(Captured("evt-1", "invoice_id", null), Captured("evt-2", "invoice_id", null));
        Assert.Equal(Captured("evt-1", "payment_id", null), Captured("evt-2", "payment_id", null));
        Assert.NotEqual(Captured("evt-1", "payment_id", "1"), Captured("evt-2", "payment_id", "2"));
        Assert.Equal(Captured("evt-1", "payment_id", "1"), Captured("evt-2", "payment_id", "1"));
    }

    // Numbers of events and of captures may be the same; that alone does not make them one.
    [Fact]
    public void An_id_taken_from_the_event_is_never_the_same_as_one_that_is_stated()
    {
        Assert.NotEqual(Captured("5", "invoice_id", null), Captured("6", "invoice_id", "5"));
        Assert.NotEqual(Captured("5", "payment_id", null), Captured("6", "payment_id", "X-1"));
    }

    [Fact]
    public void Voided_and_expired_contradict_each_other_under_one_id()
    {
        var (voided, expired) = (GatewayDeliveries.First("authorization.voided"), GatewayDeliveries.First("authorization.expired"));

        Assert.Equal(voided.EventId, expired.EventId);
        Assert.NotEqual(Convert.ToHexString(voided.Fingerprint()), Convert.ToHexString(expired.Fingerprint()));
    }

    [Fact]
    public void Different_facts_of_one_payment_have_different_ids()
    {
        string[] samples =
        [
            "authorization.created", "authorization.voided", "capture.of-payment", "capture.by-id", "capture.by-id.second", "capture-failed",
            "capture-failed.by-id", "failure", "refund", "refund-failed", "dispute.opened", "dispute.won", "dispute.lost",
            "fee.charged.of-payment", "fee.returned", "fee.dispute", "fee.dispute-returned", "fee.application", "fee.application-returned",
            "payout.initiated", "payout.paid", "payout.failed", "settlement.of-payout", "settlement.of-batch", "settlement.of-payment",
        ];
        Assert.Equal(samples.Length, samples.Select(sample => GatewayDeliveries.First(sample).EventId).Distinct().Count());
    }

    // The order gate finds what came before by stream and object.
    [Theory]
    [InlineData("capture.of-payment", "capture-failed")]
    [InlineData("capture.by-id", "capture-failed.by-id")]
    [InlineData("refund", "refund-failed")]
    [InlineData("dispute.opened", "dispute.won")]
    [InlineData("dispute.opened", "dispute.lost")]
    [InlineData("payout.initiated", "payout.paid")]
    [InlineData("payout.initiated", "payout.failed")]
    public void What_ends_a_thing_is_about_the_object_that_began_in_the_same_stream(string began, string ended)
    {
        var (first, second) = (GatewayDeliveries.First(began), GatewayDeliveries.First(ended));

        Assert.Equal((first.StreamId, first.ProviderObjectId), (second.StreamId, second.ProviderObjectId));
    }

    [Fact]
    public void Ids_stay_what_they_are() => Assert.Equal( // A changed id would post old facts again.
        ("4501aaf5", "8e232e40"),
        (GatewayDeliveries.First("capture.of-payment").EventId.ToString()[..8], StandardDeliveries.Folder.All("capture")[0].EventId.ToString()[..8]));

    static (Guid, Guid, string) Identity(PaymentEvent fact) => (fact.EventId, fact.MessageKey, Convert.ToHexString(fact.Fingerprint()));

    static IReadOnlyList<PaymentEvent> Translate(byte[] body, string id) =>
        StandardDeliveries.Sender.Translate(StandardDeliveries.Of(body, id), Deliveries.Settings).Events;

    static Guid Captured(string eventId, string paymentField, string? captureId)
    {
        var named = captureId is null ? "" : $"\"capture_id\":\"{captureId}\",";
        return Assert.Single(GatewayDeliveries.Translate(
            $$"""{"event_type":"payment.captured","event_id":"{{eventId}}","{{paymentField}}":"X-1",{{named}}"amount_minor":5,"currency_code":"EUR"}""")
            .Events).EventId;
    }
}
