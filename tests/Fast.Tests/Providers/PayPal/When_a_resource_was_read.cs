using System.Text.Json;
using System.Text.Json.Nodes;
using Ledger.PaymentEvents;
using Ledger.Providers;
using Ledger.Providers.PayPal;
using Xunit;

namespace Ledger.Fast.Tests.Providers.PayPal;

/// <summary>R-GW-14: the object from PayPal's API goes into the envelope of its message and through the same translation.</summary>
public sealed class When_a_resource_was_read
{
    [Theory]
    [InlineData("authorization.created")]
    [InlineData("authorization.expired")]
    [InlineData("capture.completed")]
    [InlineData("capture.completed.platform")]
    [InlineData("capture.reversed")]
    [InlineData("refund.posted")]
    [InlineData("sale.completed")]
    [InlineData("dispute.opened")]
    [InlineData("dispute.lost")]
    [InlineData("payout.succeeded")]
    public void The_facts_of_the_message_come_complete_under_their_ids(string name)
    {
        var (message, read) = (PayPalSampleTests.All(name), ReadOf(name, Resource(name)).Events);

        Assert.Equal(message.Select(fact => fact.EventId), read.Select(fact => fact.EventId));
        Assert.Equal(message.Select(fact => fact.StreamId), read.Select(fact => fact.StreamId));
        Assert.Equal(message.Select(fact => fact.Amounts), read.Select(fact => fact.Amounts));
        Assert.All(read, fact => Assert.Equal(Completeness.Complete, fact.Completeness));
    }

    // The body that the checksum let through says one thing, PayPal another.
    [Fact]
    public void What_the_message_said_does_not_count()
    {
        var resource = Resource("capture.completed");
        resource["amount"]!["value"] = "5.70";
        resource["seller_receivable_breakdown"] = null;

        Assert.Equal("5.70 EUR", Assert.Single(ReadOf("capture.completed", resource).Events).Amounts.Gross.ToString());
    }

    [Theory]
    [InlineData("authorization.voided", "CREATED")]
    [InlineData("authorization.voided", "CAPTURED")]
    [InlineData("capture.completed", "PENDING")]
    [InlineData("capture.declined", "COMPLETED")]
    [InlineData("refund.posted", "PENDING")]
    [InlineData("refund.failed", "COMPLETED")]
    [InlineData("dispute.won", "UNDER_REVIEW")]
    public void A_status_that_says_otherwise_gives_no_fact(string name, string status)
    {
        var resource = Resource(name);
        resource["status"] = status;

        var translation = ReadOf(name, resource);

        Assert.Equal(RefusalReason.NoFact, translation.Reason);
        Assert.Empty(translation.Events);
    }

    // Only the API lists a batch's items; their facts are those of the items' own messages.
    [Fact]
    public void A_batch_that_was_read_gives_the_facts_of_its_items()
    {
        var batch = new JsonObject { ["items"] = new JsonArray(Resource("payout.succeeded"), new JsonObject { ["transaction_status"] = "NEW" }) };

        Assert.Equal(
            PayPalSampleTests.All("payout.succeeded").Select(fact => fact.EventId),
            ReadOf("payout.batch.success", batch).Events.Select(fact => fact.EventId));
    }

    static JsonNode Resource(string name) => JsonNode.Parse(PayPalSampleTests.Read(name))!["resource"]!.DeepClone();

    static Translation ReadOf(string name, JsonNode resource)
    {
        using var document = JsonDocument.Parse(resource.ToJsonString());
        return PayPalProvider.TranslateRead(PayPalSampleTests.Delivery(name), Deliveries.Settings, document.RootElement);
    }
}
