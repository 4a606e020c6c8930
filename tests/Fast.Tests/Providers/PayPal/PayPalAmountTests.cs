using System.Text.Json.Nodes;
using Ledger.Accounting;
using Ledger.PaymentEvents;
using Ledger.Providers;
using Ledger.Providers.Amounts;
using Ledger.Providers.PayPal;
using Xunit;

namespace Ledger.Fast.Tests.Providers.PayPal;

/// <summary>Amounts of three shapes, and what PayPal's breakdowns promise.</summary>
public sealed class PayPalAmountTests
{
    static readonly DateOnly Today = new(2026, 11, 20);

    [Theory]
    [InlineData("USD", "10.50", 1050)]
    [InlineData("usd", "10.5", 1050)]
    [InlineData("USD", "25", 2500)]
    [InlineData("USD", "0.01", 1)]
    [InlineData("USD", "007.10", 710)]
    [InlineData("JPY", "1045", 1045)]
    [InlineData("JPY", "1045.00", 1045)]
    [InlineData("HUF", "1045", 104500)] // No decimals at PayPal, two in ISO 4217.
    [InlineData("TWD", "300.0", 30000)]
    [InlineData("TND", "5.125", 5125)]
    public void Text_becomes_ISO_minor_units(string currency, string text, long expected) => Assert.Equal(
        new Money(expected, Currency.Parse(currency.ToUpperInvariant())),
        PayPalCurrencies.Table.ConvertMajor(text, currency, Today, AmountKind.Charge, Deliveries.Settings.CurrencyExponents).Money);

    [Theory]
    [InlineData("USD", "10.505", RefusalReason.AmountDoesNotFitCurrency)]
    [InlineData("JPY", "10.5", RefusalReason.AmountDoesNotFitCurrency)]
    [InlineData("HUF", "10.5", RefusalReason.AmountDoesNotFitCurrency)]
    [InlineData("TWD", "10.01", RefusalReason.AmountDoesNotFitCurrency)]
    [InlineData("USD", "0", RefusalReason.AmountOutOfRange)]
    [InlineData("USD", "1e3", RefusalReason.FieldMissing)]
    [InlineData("USD", "+1", RefusalReason.FieldMissing)]
    [InlineData("USD", " 1", RefusalReason.FieldMissing)]
    [InlineData("USD", "1,000.00", RefusalReason.FieldMissing)]
    [InlineData("USD", "--1", RefusalReason.FieldMissing)]
    public void Other_text_is_refused_by_name(string currency, string text, RefusalReason reason) => Assert.Equal(
        reason, PayPalCurrencies.Table.ConvertMajor(text, currency, Today, AmountKind.Charge, Deliveries.Settings.CurrencyExponents).Reason);

    // gross - paypal_fee - sum(platform_fees) = net: 57.00 - 2.48 - 5.13 = 49.39.
    [Fact]
    public void Gross_less_all_fees_is_net()
    {
        var facts = PayPalSampleTests.All("capture.completed.platform");
        var capture = facts[0].Amounts;

        Assert.Equal("49.39 EUR", capture.Net.ToString());
        Assert.Equal(capture.Gross, capture.Net!.Value + capture.Fee!.Value);
        Assert.Equal(
            capture.Fee.Value,
            facts.Skip(1).Select(fee => fee.Amounts.Gross!.Value).Aggregate((sum, fee) => sum + fee));
    }

    // net * rate = receivable: 184.60 USD * 0.628281035098039 = 115.98 EUR.
    [Fact]
    public void Net_at_the_rate_is_what_is_settled()
    {
        var capture = PayPalSampleTests.All("capture.completed.exchanged")[0];

        Assert.Equal(
            capture.Amounts.Settled!.Value.MinorUnits,
            decimal.Round(capture.Amounts.Net!.Value.MinorUnits * capture.ExchangeRate!.Value));
    }

    [Fact]
    public void A_breakdown_that_does_not_add_up_gives_neither_fee_nor_net()
    {
        var capture = PayPalSampleTests.All("capture.completed.breakdown-does-not-add-up")[0];

        Assert.Equal((null, null), (capture.Amounts.Fee, capture.Amounts.Net));
        Assert.Equal("57.00 EUR", capture.Amounts.Gross.ToString());
    }

    // Of version 2 below zero is no amount; of version 1 it is how refunds are written.
    [Theory]
    [InlineData("total", "currency", null)]
    [InlineData("value", "currency_code", RefusalReason.AmountOutOfRange)]
    [InlineData("value", "currency", RefusalReason.AmountOutOfRange)]
    public void Below_zero_is_a_refund_of_version_1_only(string value, string currency, RefusalReason? reason)
    {
        var body = JsonNode.Parse(PayPalSampleTests.Read("refund.posted"))!;
        body["resource"]!["seller_payable_breakdown"] = null;
        body["resource"]!["amount"] = new JsonObject { [value] = "-0.99", [currency] = "EUR" };

        var translation = new PayPalProvider().Translate(Deliveries.Of(body.ToJsonString()), Deliveries.Settings);

        Assert.Equal(reason, translation.Reason);
        Assert.All(translation.Events, fact => Assert.Equal("0.99 EUR", fact.Amounts.Gross.ToString()));
    }

    [Fact]
    public void A_platforms_fee_is_income_only_where_the_account_is_the_platform()
    {
        Assert.Equal(
            [null, null, null], PayPalSampleTests.All("capture.completed.platform").Select(fact => fact.Variant));
        Assert.Equal(
            [null, null, EventVariant.ApplicationFee],
            PayPalSampleTests.All("capture.completed.platform-is-ours").Select(fact => fact.Variant));
    }
}
