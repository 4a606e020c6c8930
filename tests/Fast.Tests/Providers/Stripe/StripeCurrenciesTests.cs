using Ledger.Accounting;
using Ledger.Providers;
using Ledger.Providers.Amounts;
using Ledger.Providers.Stripe;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Stripe;

/// <summary>
/// Minor units as docs.stripe.com/currencies (read 2026-11-20) and support.stripe.com "Deprecation of fractional ISK
/// charges and refunds" state them, against ISO 4217.
/// </summary>
public sealed class StripeCurrenciesTests
{
    static readonly DateOnly Today = new(2026, 11, 20);
    static readonly Dictionary<string, int> None = [];

    [Theory]
    [InlineData("usd", 1050, 1050)] // two decimals
    [InlineData("EUR", 1, 1)] // upper case is read too
    [InlineData("bif", 500, 500)] // zero-decimal list, 15 currencies
    [InlineData("clp", 500, 500)]
    [InlineData("djf", 500, 500)]
    [InlineData("gnf", 500, 500)]
    [InlineData("jpy", 500, 500)]
    [InlineData("kmf", 500, 500)]
    [InlineData("krw", 500, 500)]
    [InlineData("mga", 500, 50000)] // zero-decimal at Stripe, two in ISO 4217
    [InlineData("pyg", 500, 500)]
    [InlineData("rwf", 500, 500)]
    [InlineData("vnd", 500, 500)]
    [InlineData("vuv", 500, 500)]
    [InlineData("xaf", 500, 500)]
    [InlineData("xof", 500, 500)]
    [InlineData("xpf", 500, 500)]
    [InlineData("bhd", 5120, 5120)] // three-decimal list: "5.124 KWD must be rounded to 5120 or 5130"
    [InlineData("jod", 5120, 5120)]
    [InlineData("kwd", 5130, 5130)]
    [InlineData("omr", 5120, 5120)]
    [InlineData("tnd", 5120, 5120)]
    [InlineData("isk", 500, 5)] // special case: "to charge 5 ISK, provide an amount value of 500"
    [InlineData("huf", 1045, 1045)] // special case: two decimals for charges
    [InlineData("twd", 80045, 80045)]
    public void Charge_becomes_ISO_minor_units(string code, long units, long expected) =>
        Assert.Equal(
            new Money(expected, Currency.Parse(code.ToUpperInvariant())),
            StripeCurrencies.Table.Convert(units, code, Today, AmountKind.Charge, None).Money);

    [Theory]
    [InlineData("kwd", 5124, AmountKind.Charge, RefusalReason.AmountDoesNotFitCurrency)]
    [InlineData("isk", 4010, AmountKind.Charge, RefusalReason.AmountDoesNotFitCurrency)]
    [InlineData("isk", 145, AmountKind.Computed, RefusalReason.AmountDoesNotFitCurrency)]
    [InlineData("huf", 1045, AmountKind.Payout, RefusalReason.AmountDoesNotFitCurrency)]
    [InlineData("twd", 80045, AmountKind.Payout, RefusalReason.AmountDoesNotFitCurrency)]
    [InlineData("ugx", 60000, AmountKind.Charge, RefusalReason.CurrencyNotConfigured)]
    [InlineData("iqd", 1000, AmountKind.Charge, RefusalReason.CurrencyNotConfigured)]
    [InlineData("clf", 1000, AmountKind.Charge, RefusalReason.CurrencyNotConfigured)]
    [InlineData("xxx", 100, AmountKind.Charge, RefusalReason.UnknownCurrency)]
    [InlineData("", 100, AmountKind.Charge, RefusalReason.UnknownCurrency)]
    [InlineData("usdc", 100, AmountKind.Charge, RefusalReason.UnknownCurrency)]
    [InlineData("usd", 0, AmountKind.Charge, RefusalReason.AmountOutOfRange)]
    [InlineData("usd", -1, AmountKind.Charge, RefusalReason.AmountOutOfRange)]
    [InlineData("usd", long.MinValue, AmountKind.Charge, RefusalReason.AmountOutOfRange)]
    [InlineData("usd", ProviderCurrencies.MinorUnitsMax + 1, AmountKind.Charge, RefusalReason.AmountOutOfRange)]
    [InlineData("mga", ProviderCurrencies.MinorUnitsMax, AmountKind.Charge, RefusalReason.AmountOutOfRange)]
    public void Amount_that_cannot_be_exact_is_refused_by_name(
        string code, long units, AmountKind kind, RefusalReason expected) =>
        Assert.Equal(expected, StripeCurrencies.Table.Convert(units, code, Today, kind, None).Reason);

    [Theory]
    [InlineData("huf", 1000, AmountKind.Payout)]
    [InlineData("kwd", 123, AmountKind.Computed)] // a fee that Stripe computed
    [InlineData("usd", ProviderCurrencies.MinorUnitsMax, AmountKind.Charge)]
    public void Amount_within_the_rule_is_taken_as_it_is(string code, long units, AmountKind kind) =>
        Assert.Equal(units, StripeCurrencies.Table.Convert(units, code, Today, kind, None).Money?.MinorUnits);

    [Fact]
    public void Rule_of_the_day_is_the_one_that_counts()
    {
        var before = StripeCurrencies.Table.Convert(4010, "isk", new(2023, 4, 13), AmountKind.Charge, None);
        var after = StripeCurrencies.Table.Convert(4010, "isk", new(2023, 4, 14), AmountKind.Charge, None);

        Assert.Equal("ISK has 0 decimal place(s); the amount has more.", before.Detail);
        Assert.Equal("Stripe's amounts in ISK are multiples of 100 here.", after.Detail);
        Assert.Equal(
            "40 ISK",
            StripeCurrencies.Table.Convert(4000, "isk", new(2023, 4, 13), AmountKind.Charge, None).Money?.ToString());
    }

    [Theory]
    [InlineData(0, 60000, 60000L)]
    [InlineData(2, 60000, 600L)]
    [InlineData(2, 60050, null)]
    [InlineData(-1, 60000, null)]
    [InlineData(9, 60000, null)]
    public void Operator_states_the_exponent_that_Stripe_leaves_open(int exponent, long units, long? expected) =>
        Assert.Equal(
            expected,
            StripeCurrencies.Table.Convert(
                units, "ugx", Today, AmountKind.Charge, new Dictionary<string, int> { ["UGX"] = exponent })
                .Money?.MinorUnits);

    [Fact]
    public void Operator_cannot_change_what_Stripe_states() =>
        Assert.Equal(
            500,
            StripeCurrencies.Table.Convert(
                500, "jpy", Today, AmountKind.Charge, new Dictionary<string, int> { ["JPY"] = 2 })
                .Money?.MinorUnits);

    [Fact]
    public void Every_currency_converts_exactly_or_is_refused_by_name()
    {
        foreach (var currency in Currency.All)
        {
            var amount = StripeCurrencies.Table.Convert(1_000, currency.Code, Today, AmountKind.Charge, None);
            Assert.True(amount.Money is { IsPositive: true } ^ amount.Reason is RefusalReason.CurrencyNotConfigured);
        }
    }
}
