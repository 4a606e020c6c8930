using System.Text;
using System.Text.Json.Nodes;
using Ledger.PaymentEvents;
using Ledger.Providers.PaymentGateway;
using Xunit;

namespace Ledger.Fast.Tests.Providers.PaymentGateway;

/// <summary>R-GW-02: the gateway's fee is posted whatever it stands beside.</summary>
public sealed class When_a_fee_stands_beside_a_fact
{
    static readonly PaymentGatewayProvider Provider = new();
    static readonly SampleFolder Samples = new(Provider);

    [Theory]
    [InlineData("conversion")]
    [InlineData("conversion.out")]
    [InlineData("capture-pending")]
    [InlineData("dispute.inquiry")]
    [InlineData("fraud.notice")]
    [InlineData("settlement.within-batch")]
    [InlineData("capture-reversed")]
    [InlineData("payout.returned")]
    public void It_is_a_fact_of_its_own(string sample)
    {
        var json = JsonNode.Parse(Samples.Read(sample))!;
        json["gateway_fee_minor"] = 50;
        json["gateway_fee_currency_code"] = "EUR";
        var said = Provider.Translate(Deliveries.Of(Encoding.UTF8.GetBytes(json.ToJsonString())), Deliveries.Settings);
        var fee = Assert.Single(said.Events, fact => fact.Class == EventClass.FeePosted);
        Assert.Equal("0.50 EUR", fee.Amounts.Gross.ToString());
    }
}
