using System.Text.Json.Nodes;
using Ledger.PaymentEvents;
using Ledger.Providers;
using Ledger.Providers.Adyen;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Adyen;

/// <summary>Standard notifications may carry several items; what one of them lacks must not hide what the others say.</summary>
public sealed class When_items_come_together
{
    [Fact]
    public void One_refusal_hides_no_fact_and_names_its_item()
    {
        var translation = Translate("capture.partial", "capture.half-peso", "refund");

        Assert.Equal([EventClass.CaptureSucceeded, EventClass.RefundPosted], translation.Events.Select(fact => fact.Class));
        Assert.Equal(RefusalReason.AmountDoesNotFitCurrency, translation.Reason);
        Assert.StartsWith("Item 2 of 3: ", translation.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void What_must_be_resolved_comes_before_what_is_unknown_and_that_before_what_is_nothing()
    {
        var unknown = Translate("nothing.third-party-payout", "nothing.unknown");
        Assert.Equal(RefusalReason.UnknownEventType, unknown.Reason);
        Assert.Equal("Item 2 of 2: The event type maps to no canonical class.", unknown.Detail);

        var missing = Translate("nothing.unknown", "capture.without-payment", "capture");
        Assert.Equal(RefusalReason.FieldMissing, missing.Reason);
        Assert.StartsWith("Item 2 of 3: ", missing.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Nothing_to_post_is_no_reason_beside_facts()
    {
        var translation = Translate("nothing.order-closed", "capture");

        Assert.Null(translation.Reason);
        Assert.Single(translation.Events);
    }

    [Fact]
    public void Item_that_cannot_be_read_keeps_its_place()
    {
        var translation = Translate("capture", "capture", "capture.no-account");

        Assert.Single(translation.Events);
        Assert.StartsWith("Item 3 of 3: ", translation.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Item_that_contradicts_another_is_handed_on_for_the_journal_to_refuse()
    {
        var facts = Translate("capture", "capture", "capture.pesos").Events;

        Assert.Equal(["12.50 EUR", "1200 CLP"], facts.Select(fact => fact.Amounts.Gross.ToString()));
        Assert.Equal(facts[0].EventId, facts[1].EventId);
        Assert.NotEqual(facts[0].MessageKey, facts[1].MessageKey);
        Assert.NotEqual(facts[0].Fingerprint(), facts[1].Fingerprint());
    }

    static Translation Translate(params string[] samples)
    {
        var items = new JsonArray([.. samples.Select(name =>
            JsonNode.Parse(AdyenSampleTests.Read(name))!["notificationItems"]![0]!.DeepClone())]);
        var body = new JsonObject { ["live"] = "false", ["notificationItems"] = items }.ToJsonString();
        return new AdyenProvider().Translate(Deliveries.Of(body), Deliveries.Settings);
    }
}
