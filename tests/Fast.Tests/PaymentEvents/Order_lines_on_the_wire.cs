using System.Text.Json;
using System.Text.Json.Nodes;
using Ledger.Fast.Tests.JournalPosting;
using Ledger.PaymentEvents;
using Xunit;

namespace Ledger.Fast.Tests.PaymentEvents;

/// <summary>R-GW-28: what a line does not say is left out; a reader takes what is left out, or null, for not said.</summary>
public sealed class Order_lines_on_the_wire
{
    [Theory]
    [InlineData("""{"sku":"TEA-1","quantity":2,"location":"ZRH"}""", "TEA-1", 2, "ZRH")]
    [InlineData("""{"sku":"TEA-1","quantity":2}""", "TEA-1", 2, null)]
    [InlineData("""{"quantity":2}""", null, 2, null)]
    [InlineData("""{"sku":"TEA-1"}""", "TEA-1", null, null)]
    [InlineData("{}", null, null, null)]
    public void A_line_is_written_without_what_it_lacks_and_read_as_it_was(string written, string? sku, int? units, string? location)
    {
        var line = new OrderLine(sku, units, location);
        var e = PaymentSample.Event(EventClass.AuthCreated, PaymentSample.Eur(500)) with { OrderLines = [line] };

        var json = JsonSerializer.SerializeToNode(e, PaymentEventJson.Default.PaymentEvent)!;

        Assert.Equal(written, json["orderLines"]![0]!.ToJsonString());
        Assert.Equal([line], json.Deserialize(PaymentEventJson.Default.PaymentEvent)!.OrderLines);
    }

    [Fact]
    public void Null_is_read_as_left_out()
    {
        var json = JsonSerializer.SerializeToNode(
            PaymentSample.Event(EventClass.AuthCreated, PaymentSample.Eur(500)), PaymentEventJson.Default.PaymentEvent)!;
        json["orderLines"] = JsonNode.Parse("""[{"sku":null,"quantity":null,"location":null}]""");

        Assert.Equal([new OrderLine(null, null, null)], json.Deserialize(PaymentEventJson.Default.PaymentEvent)!.OrderLines);
    }
}
