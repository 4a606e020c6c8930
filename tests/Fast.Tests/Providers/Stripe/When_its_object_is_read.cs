using System.Text.Json.Nodes;
using Ledger.Confirmation;
using Ledger.PaymentEvents;
using Ledger.Providers.Api;
using Ledger.Providers.Stripe;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Stripe;

/// <summary>The object behind a message, read from the API (R-GW-11, R-GW-14, R-GW-20).</summary>
public sealed class When_its_object_is_read
{
    static readonly StripeProvider Provider = new();
    static readonly SampleFolder Samples = new(Provider);

    public static TheoryData<string> WithFacts =>
        [.. Samples.Names.Where(name => Samples.All(name).Count > 0 && !name.StartsWith("thin.", StringComparison.Ordinal))];

    /// <summary>Nothing changed since the message was sent: every fact of it stands, under the keys it had, in the same amounts.</summary>
    [Theory]
    [MemberData(nameof(WithFacts))]
    public void An_object_that_is_still_as_it_was_sent_confirms_its_message(string sample)
    {
        var reported = Samples.All(sample);
        var sent = JsonNode.Parse(Samples.Read(sample))!["data"]!["object"]!;
        if ((string?)JsonNode.Parse(Samples.Read(sample))!["type"] == "charge.refunded" && reported.All(fact => fact.ProviderObjectId != (string?)sent["id"]))
        {
            sent = new JsonObject { ["id"] = "re_read", ["object"] = "refund", ["charge"] = sent.DeepClone() };
        }

        var decision = ReadComparison.Decide(reported, Read(reported, sent));

        Assert.NotNull(Provider.Api.ReadOf(reported, Deliveries.Settings));
        Assert.True(decision.Outcome is ReadOutcome.Confirmed or ReadOutcome.Completed || reported.All(IsTotal), $"{decision.Outcome}: {decision.Detail}");
        Assert.Equal(
            reported.Where(fact => fact.Completeness == Completeness.Complete).Select(fact => (fact.EventId, fact.MessageKey, fact.Amounts)),
            decision.Facts.Where(fact => reported.Any(known => known.EventId == fact.EventId))
                .Select(fact => (fact.EventId, fact.MessageKey, fact.Amounts)));
    }

    [Theory]
    [InlineData("capture.by-intent", "/v1/payment_intents/pi_", "expand[]=latest_charge.balance_transaction")]
    [InlineData("capture.by-charge", "/v1/charges/ch_", "expand[]=balance_transaction")]
    [InlineData("refund.posted", "/v1/refunds/re_", "expand[]=balance_transaction")]
    [InlineData("refund.total-only", "/v1/charges/ch_", "expand[]=refunds.data.balance_transaction")]
    [InlineData("refund.posted.by-charge", "/v1/refunds/re_", "expand[]=charge.refunds.data.balance_transaction")]
    [InlineData("dispute.opened", "/v1/disputes/d", "")]
    [InlineData("fraud.warning", "/v1/radar/early_fraud_warnings/issfr_", "")]
    [InlineData("reversal.transfer", "/v1/transfers/tr_", "")]
    [InlineData("reversal.top-up", "/v1/topups/tu_", "")]
    [InlineData("payout.paid", "/v1/payouts/po_", "")]
    public void What_is_read_is_named_by_the_ids_of_the_message(string sample, string path, string query)
    {
        var read = Provider.Api.ReadOf(Samples.All(sample), Deliveries.Settings)!;

        Assert.StartsWith(path, read.Path, StringComparison.Ordinal);
        Assert.EndsWith(query, read.Path, StringComparison.Ordinal);
        Assert.Equal(Samples.All(sample)[0].ProviderApiVersion, read.Headers.GetValueOrDefault("Stripe-Version"));
    }

    [Fact]
    public void A_part_of_an_object_is_no_answer()
    {
        var charge = JsonNode.Parse(Samples.Read("capture.with-fee"))!["data"]!["object"]!;
        Assert.Null(Read(Samples.All("thin.capture"), charge.DeepClone()).Unreadable);
        charge["currency"] = "zzz"; // Its fee is in another one, which can be read.

        var reading = Read(Samples.All("thin.capture"), charge);

        Assert.Contains("currency", reading.Unreadable, StringComparison.Ordinal);
        Assert.Empty(reading.Events);
    }

    [Fact]
    public void A_total_of_reversals_is_borne_out_by_their_list()
    {
        var reported = Samples.All("reversal.transfer.total-only");
        var now = JsonNode.Parse(Samples.Read("reversal.transfer.total-only"))!["data"]!["object"]!;
        now["reversals"] = JsonNode.Parse(Samples.Read("reversal.transfer"))!["data"]!["object"]!["reversals"]!.DeepClone();

        Assert.Equal(ReadOutcome.Confirmed, ReadComparison.Decide(reported, Read(reported, now)).Outcome);
    }

    [Fact]
    public void A_pending_intent_that_has_a_charge_by_now_is_the_same_fact()
    {
        var reported = Samples.All("capture.pending.by-intent");
        var now = JsonNode.Parse(Samples.Read("capture.pending.by-intent"))!["data"]!["object"]!;
        now["latest_charge"] = "ch_now";

        Assert.Equal(ReadOutcome.Confirmed, ReadComparison.Decide(reported, Read(reported, now)).Outcome);
        Assert.Equal(reported[0].EventId, Samples.Single("capture.pending.by-charge").EventId);
    }

    [Theory]
    [InlineData("capture.by-intent", "canceled")]
    [InlineData("payout.paid", "in_transit")]
    [InlineData("payout.failed", "paid")]
    [InlineData("refund.failed", "succeeded")]
    [InlineData("dispute.won", "needs_response")]
    [InlineData("dispute.opened", "warning_needs_response")]
    [InlineData("reversal.top-up", "succeeded")]
    public void A_status_that_never_leads_there_denies_the_message(string sample, string status)
    {
        var reported = Samples.All(sample);
        var sent = JsonNode.Parse(Samples.Read(sample))!["data"]!["object"]!;
        sent["status"] = status;

        var decision = ReadComparison.Decide(reported, Read(reported, sent));

        Assert.Equal(ReadOutcome.Denied, decision.Outcome);
        Assert.Empty(decision.Facts);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("{\"id\":5}")]
    [InlineData("<html>")]
    public void What_is_no_object_is_no_answer(string answer)
    {
        var reading = Provider.Api.Read(Samples.All("capture.by-charge"), System.Text.Encoding.UTF8.GetBytes(answer), Deliveries.Settings);

        Assert.NotNull(reading.Unreadable);
        Assert.Empty(reading.Events);
    }

    static bool IsTotal(PaymentEvent fact) => fact.Completeness == Completeness.NeedsRead;

    static ObjectReading Read(IReadOnlyList<PaymentEvent> reported, JsonNode sent) =>
        Provider.Api.Read(reported, System.Text.Encoding.UTF8.GetBytes(sent.ToJsonString()), Deliveries.Settings);
}
