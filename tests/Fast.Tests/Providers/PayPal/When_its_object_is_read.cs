using System.Text;
using System.Text.Json.Nodes;
using Ledger.Confirmation;
using Ledger.PaymentEvents;
using Ledger.Providers.Api;
using Ledger.Providers.PayPal;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Fast.Tests.Providers.PayPal;

/// <summary>The object behind a message, read from the API: its word is the only one that is posted (R-GW-11, R-GW-14, R-GW-20).</summary>
public sealed class When_its_object_is_read
{
    static readonly PayPalProvider Provider = new();
    static readonly SampleFolder Samples = new(Provider);

    public static TheoryData<string> WithFacts => [.. Samples.Names.Where(name => Samples.All(name).Count > 0)];

    /// <summary>Nothing changed since the message was sent: every fact of it goes out, complete, under the keys it had.</summary>
    [Theory]
    [MemberData(nameof(WithFacts))]
    public void An_object_that_is_still_as_it_was_sent_completes_its_message(string sample)
    {
        var reported = Samples.All(sample);

        var decision = Decide(reported, Answer(sample));

        Assert.NotNull(Provider.Api.ReadOf(reported, Deliveries.Settings));
        Assert.True(decision.Outcome == ReadOutcome.Completed, $"{decision.Outcome}: {decision.Detail}");
        Assert.Equal(
            reported.Select(fact => (fact.EventId, fact.MessageKey, fact.Class, fact.Amounts, fact.Livemode, fact.StreamId)),
            decision.Facts.Select(fact => (fact.EventId, fact.MessageKey, fact.Class, fact.Amounts, fact.Livemode, fact.StreamId)));
        Assert.All(decision.Facts, fact => Assert.Equal(Completeness.Complete, fact.Completeness));
    }

    [Theory]
    [InlineData("authorization.created", "/v2/payments/authorizations/7LEDGERAUTH000001")]
    [InlineData("authorization.created.v1", "/v1/payments/authorization/")]
    [InlineData("capture.completed", "/v2/payments/captures/3LEDGERCAPT000001")]
    [InlineData("capture.completed.v1", "/v1/payments/capture/")]
    [InlineData("capture.declined", "/v2/payments/captures/")]
    [InlineData("capture.reversed", "/v1/notifications/webhooks-events/WH-LEDGER030-SAMPLE")]
    [InlineData("refund.posted", "/v2/payments/refunds/9LEDGERREFU000001")]
    [InlineData("refund.posted.v1", "/v1/payments/refund/")]
    [InlineData("refund.posted.sale", "/v1/payments/refund/")]
    [InlineData("refund.failed", "/v2/payments/refunds/")]
    [InlineData("sale.completed", "/v1/payments/sale/")]
    [InlineData("sale.reversed", "/v1/notifications/webhooks-events/WH-")]
    [InlineData("dispute.opened", "/v1/customer/disputes/PP-D-7001")]
    [InlineData("dispute.opened.old-name", "/v1/customer/disputes/PP-D-")]
    [InlineData("payout.succeeded", "/v1/payments/payouts-item/LEDGERITEM001")]
    [InlineData("failure.approval-reversed", "/v2/checkout/orders/")]
    public void What_is_read_is_named_by_the_ids_of_the_message(string sample, string path)
    {
        var read = Provider.Api.ReadOf(Samples.All(sample), Deliveries.Settings)!;

        Assert.StartsWith(path, read.Path, StringComparison.Ordinal);
        Assert.Empty(read.Headers);
    }

    [Theory]
    [InlineData("a.b")]
    [InlineData("..")]
    [InlineData("x/../../v1/billing")]
    [InlineData("x?fields=y")]
    [InlineData("ü")]
    [InlineData("")]
    public void An_id_that_is_more_than_letters_and_digits_is_never_part_of_a_path(string id) => Assert.Null(
        Provider.Api.ReadOf([Samples.All("capture.completed")[0] with { ProviderObjectId = id }], Deliveries.Settings));

    [Fact]
    public void An_event_that_PayPal_does_not_know_by_the_name_it_has_here_is_not_asked_for() => Assert.Null(Provider.Api.ReadOf(
        [Samples.All("capture.reversed")[0] with { ProviderEventId = $"WH-{Guid.CreateVersion7()}" }], Deliveries.Settings));

    /// <summary>What was captured stays captured, whatever is given back of it; what was opened was opened, however it ended.</summary>
    [Theory]
    [InlineData("authorization.created", "status", "CAPTURED")]
    [InlineData("authorization.created", "status", "PARTIALLY_CAPTURED")]
    [InlineData("authorization.created", "status", "VOIDED")]
    [InlineData("authorization.created.v1", "state", "captured")]
    [InlineData("capture.completed", "status", "PARTIALLY_REFUNDED")]
    [InlineData("capture.completed", "status", "REFUNDED")]
    [InlineData("capture.completed.v1", "state", "refunded")]
    [InlineData("sale.completed", "state", "partially_refunded")]
    [InlineData("payout.succeeded", "transaction_status", "RETURNED")]
    [InlineData("payout.held", "transaction_status", "SUCCESS")]
    [InlineData("payout.unclaimed", "transaction_status", "RETURNED")]
    [InlineData("dispute.opened", "status", "RESOLVED")]
    [InlineData("capture.pending", "status", "COMPLETED")]
    [InlineData("capture.pending", "status", "DECLINED")]
    [InlineData("sale.pending", "state", "completed")]
    [InlineData("dispute.inquiry", "status", "RESOLVED")]
    public void An_object_that_has_come_further_still_bears_its_message_out(string sample, string field, string status)
    {
        var reported = Samples.All(sample);
        var answer = Answer(sample);
        answer[field] = status;

        var reading = Read(reported, answer);

        Assert.Equal(ObjectStanding.MovedOn, reading.Standing);
        Assert.Equal(status.ToUpperInvariant(), reading.State);
        var decision = ReadComparison.Decide(reported, reading);
        Assert.Equal(ReadOutcome.Completed, decision.Outcome);
        Assert.Equal(
            reported.Select(fact => (fact.EventId, fact.Class, fact.Amounts)), decision.Facts.Select(fact => (fact.EventId, fact.Class, fact.Amounts)));
    }

    [Theory]
    [InlineData("57.00")]
    [InlineData("40.00")]
    public void An_inquiry_that_has_become_a_claim_was_an_inquiry(string amount)
    {
        var reported = Samples.All("dispute.inquiry");
        var answer = Answer("dispute.inquiry");
        answer["dispute_life_cycle_stage"] = "CHARGEBACK";
        answer["dispute_amount"]!["value"] = amount;

        var decision = ReadComparison.Decide(reported, Read(reported, answer));

        Assert.Equal((ReadOutcome.Completed, "dispute-inquiry"), (decision.Outcome, Assert.Single(decision.Facts).Class));
    }

    [Theory]
    [InlineData("authorization.created", "DENIED", ReadOutcome.Denied)]
    [InlineData("authorization.created", "PENDING", ReadOutcome.Denied)]
    [InlineData("authorization.voided", "CREATED", ReadOutcome.Denied)]
    [InlineData("capture.completed", "DECLINED", ReadOutcome.Denied)]
    [InlineData("capture.completed", "FAILED", ReadOutcome.Denied)]
    [InlineData("capture.completed", "PENDING", ReadOutcome.Denied)]
    [InlineData("capture.declined", "COMPLETED", ReadOutcome.Denied)]
    [InlineData("refund.posted", "FAILED", ReadOutcome.Denied)]
    [InlineData("refund.posted", "PENDING", ReadOutcome.Denied)]
    [InlineData("refund.failed", "COMPLETED", ReadOutcome.Denied)]
    [InlineData("dispute.won", "UNDER_REVIEW", ReadOutcome.Incomplete)] // Open again, as after an appeal.
    [InlineData("dispute.lost", "WAITING_FOR_SELLER_RESPONSE", ReadOutcome.Incomplete)]
    [InlineData("failure.approval-reversed", "COMPLETED", ReadOutcome.Denied)]
    [InlineData("capture.completed", "SOMETHING_NEW", ReadOutcome.Denied)]
    public void Nothing_is_posted_where_the_status_says_otherwise(string sample, string status, string outcome)
    {
        var answer = Answer(sample);
        answer["status"] = status;

        var decision = Decide(Samples.All(sample), answer);

        Assert.Equal(outcome, decision.Outcome);
        Assert.Empty(decision.Facts);
    }

    [Theory]
    [InlineData("payout.succeeded", "FAILED")]
    [InlineData("payout.failed", "SUCCESS")]
    public void An_item_that_ended_otherwise_denies_its_message(string sample, string status)
    {
        var answer = Answer(sample);
        answer["transaction_status"] = status;

        Assert.Equal(ReadOutcome.Denied, Decide(Samples.All(sample), answer).Outcome);
    }

    [Fact]
    public void A_dispute_that_was_decided_the_other_way_denies_its_message()
    {
        var answer = Answer("dispute.lost");
        answer["dispute_outcome"]!["outcome_code"] = "RESOLVED_SELLER_FAVOUR";

        Assert.Equal(ReadOutcome.Denied, Decide(Samples.All("dispute.lost"), answer).Outcome);
    }

    [Fact]
    public void A_dispute_that_never_became_a_claim_denies_its_message()
    {
        var answer = Answer("dispute.opened");
        answer["dispute_life_cycle_stage"] = "INQUIRY";

        Assert.Equal((ReadOutcome.Denied, 0), (Decide(Samples.All("dispute.opened"), answer).Outcome, Decide(Samples.All("dispute.opened"), answer).Facts.Count));
    }

    // The body that the checksum let through says one thing, PayPal another.
    [Fact]
    public void Where_amounts_differ_the_objects_go_out()
    {
        var answer = Answer("capture.completed");
        answer["amount"]!["value"] = "5.70";
        answer["seller_receivable_breakdown"] = null;

        var decision = Decide(Samples.All("capture.completed"), answer);

        Assert.Equal("5.70 EUR", Assert.Single(decision.Facts).Amounts.Gross.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"id\":5}")]
    [InlineData("{\"id\":\"ANOTHER\",\"status\":\"COMPLETED\",\"amount\":{\"currency_code\":\"EUR\",\"value\":\"57.00\"}}")]
    [InlineData("{\"name\":\"RESOURCE_NOT_FOUND\",\"message\":\"The specified resource does not exist.\"}")]
    [InlineData("<html>")]
    public void What_is_not_the_object_that_was_asked_for_is_no_answer(string answer)
    {
        foreach (var sample in new[] { "capture.completed", "capture.reversed", "dispute.opened", "payout.succeeded" })
        {
            var reading = Provider.Api.Read(Samples.All(sample), Encoding.UTF8.GetBytes(answer), Deliveries.Settings);

            Assert.NotNull(reading.Unreadable);
            Assert.Empty(reading.Events);
        }
    }

    [Fact]
    public void The_record_of_another_event_is_no_answer_either()
    {
        var answer = Answer("capture.reversed");
        answer["event_type"] = "PAYMENT.CAPTURE.COMPLETED";

        Assert.NotNull(Read(Samples.All("capture.reversed"), answer).Unreadable);
    }

    /// <summary>Every field of every object harmed in every way: never a fault, and no fact under a key of its own.</summary>
    [Theory]
    [MemberData(nameof(WithFacts))]
    public void No_answer_is_a_fault(string sample)
    {
        var reported = Samples.All(sample);
        var answer = Encoding.UTF8.GetBytes(Answer(sample).ToJsonString());

        foreach (var mutant in Mutants.OfFields(answer).Concat(Mutants.OfBytes(answer, 100, seed: 7)))
        {
            var reading = Provider.Api.Read(reported, mutant.Body, Deliveries.Settings);
            Assert.True(reading.Unreadable is null || reading.Events.Count == 0);
            ReadComparison.Decide(reported, reading);
        }
    }

    [Theory]
    [InlineData("payper/PAYMENT.AUTHORIZATION.CREATED.json", "/v1/payments/authorization/2DC87612EK520411B", 1)]
    [InlineData("vectors/PAYMENT.SALE.COMPLETED.2015-05-12.json", "/v1/payments/sale/", 2)]
    [InlineData("vectors/PAYMENT.SALE.COMPLETED.2016-10-05.json", "/v1/payments/sale/8RS6210148826604N", 2)]
    public void Public_payloads_are_read_and_completed(string file, string path, int facts)
    {
        var body = File.ReadAllBytes(Path.Combine(SharedData.Locate("webhooks/paypal"), file));
        var reported = Provider.Translate(Deliveries.Of(body), Deliveries.Settings).Events;

        Assert.StartsWith(path, Provider.Api.ReadOf(reported, Deliveries.Settings)!.Path, StringComparison.Ordinal);
        var decision = Decide(reported, JsonNode.Parse(body)!["resource"]!);
        Assert.Equal((ReadOutcome.Completed, facts), (decision.Outcome, decision.Facts.Count));
        Assert.Equal(reported.Select(fact => (fact.EventId, fact.Amounts)), decision.Facts.Select(fact => (fact.EventId, fact.Amounts)));
    }

    [Theory]
    [InlineData("payper/GET_authorization.json", "authorization.created")]
    [InlineData("payper/GET_capture.json", "capture.completed")]
    [InlineData("payper/refund.json", "refund.failed")]
    public void Public_answers_with_impossible_amounts_are_no_answer(string file, string sample)
    {
        var answer = JsonNode.Parse(File.ReadAllBytes(Path.Combine(SharedData.Locate("webhooks/paypal"), file)))!;
        answer["id"] = Samples.All(sample)[0].ProviderObjectId;

        var reading = Read(Samples.All(sample), answer);

        Assert.NotNull(reading.Unreadable);
        Assert.Empty(reading.Events);
    }

    /// <summary>Were it taken for all that the object states, the fee would be posted and the capture forgotten.</summary>
    [Fact]
    public void An_object_whose_amount_cannot_be_read_is_no_answer_although_its_fee_can()
    {
        var answer = Answer("capture.completed");
        answer["amount"]!["currency_code"] = "XXQ";

        Assert.NotNull(Read(Samples.All("capture.completed"), answer).Unreadable);
    }

    /// <summary>What the API answers when nothing has changed: the resource, and of a reversal the event.</summary>
    static JsonNode Answer(string sample)
    {
        var sent = JsonNode.Parse(Samples.Read(sample))!;
        if (sample == "failure.approval-reversed")
        {
            return new JsonObject { ["id"] = (string?)sent["resource"]!["order_id"] ?? (string?)sent["resource"]!["id"], ["status"] = "CREATED" };
        }

        return sample.Contains("reversed", StringComparison.Ordinal)
            ? sent
            : sent["resource"]!.DeepClone();
    }

    static ReadDecision Decide(IReadOnlyList<PaymentEvent> reported, JsonNode answer) =>
        ReadComparison.Decide(reported, Read(reported, answer));

    static ObjectReading Read(IReadOnlyList<PaymentEvent> reported, JsonNode answer) =>
        Provider.Api.Read(reported, Encoding.UTF8.GetBytes(answer.ToJsonString()), Deliveries.Settings);
}
