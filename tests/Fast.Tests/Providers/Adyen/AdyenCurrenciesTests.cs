using Ledger.Accounting;
using Ledger.Providers;
using Ledger.Providers.Adyen;
using Ledger.Providers.Amounts;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Adyen;

/// <summary>Minor units as docs.adyen.com/development-resources/currency-codes (read 2026-11-28) states them, against ISO 4217.</summary>
public sealed class AdyenCurrenciesTests
{
    static readonly DateOnly Today = new(2026, 11, 20);
    static readonly Dictionary<string, int> None = [];

    [Theory]
    [InlineData("EUR", 1050, 1050)]
    [InlineData("CLP", 105000, 1050)] // "2 (differs from standard)"
    [InlineData("CVE", 1050, 105000)] // "0 (differs from standard)"
    [InlineData("IDR", 1050, 105000)] // "0 (differs from standard)"
    [InlineData("ISK", 105000, 1050)] // "2 (differs from standard)"
    [InlineData("DJF", 1050, 1050)]
    [InlineData("GNF", 1050, 1050)]
    [InlineData("JPY", 1050, 1050)]
    [InlineData("KMF", 1050, 1050)]
    [InlineData("KRW", 1050, 1050)]
    [InlineData("PYG", 1050, 1050)]
    [InlineData("RWF", 1050, 1050)]
    [InlineData("UGX", 1050, 1050)]
    [InlineData("VND", 1050, 1050)]
    [InlineData("VUV", 1050, 1050)]
    [InlineData("XAF", 1050, 1050)]
    [InlineData("XOF", 1050, 1050)]
    [InlineData("XPF", 1050, 1050)]
    [InlineData("BHD", 1051, 1051)]
    [InlineData("IQD", 1051, 1051)]
    [InlineData("JOD", 1051, 1051)]
    [InlineData("KWD", 1051, 1051)]
    [InlineData("LYD", 1051, 1051)]
    [InlineData("OMR", 1051, 1051)]
    [InlineData("TND", 1051, 1051)]
    [InlineData("HUF", 1050, 1050)]
    [InlineData("COP", 1050, 1050)]
    public void Amount_becomes_ISO_minor_units(string code, long units, long expected) =>
        Assert.Equal(
            new Money(expected, Currency.Parse(code)), AdyenCurrencies.Table.Convert(units, code, Today, AmountKind.Charge, None).Money);

    [Theory]
    [InlineData("CLP", 105050, RefusalReason.AmountDoesNotFitCurrency)]
    [InlineData("ISK", 1, RefusalReason.AmountDoesNotFitCurrency)]
    [InlineData("BIF", 1050, RefusalReason.CurrencyNotConfigured)]
    [InlineData("CLF", 1050, RefusalReason.CurrencyNotConfigured)]
    [InlineData("CNH", 1050, RefusalReason.UnknownCurrency)] // on Adyen's page, no ISO code
    [InlineData("EUR", 0, RefusalReason.AmountOutOfRange)]
    [InlineData("IDR", ProviderCurrencies.MinorUnitsMax, RefusalReason.AmountOutOfRange)]
    public void Amount_that_cannot_be_exact_is_refused_by_name(string code, long units, RefusalReason expected) =>
        Assert.Equal(expected, AdyenCurrencies.Table.Convert(units, code, Today, AmountKind.Charge, None).Reason);

    [Fact]
    public void Every_currency_of_ISO_4217_is_certain_or_waits_for_the_operator() => Assert.Equal(
        ["BIF", "CLF", "UYI", "UYW"],
        Currency.All.Where(currency => AdyenCurrencies.Table.Convert(100, currency.Code, Today, AmountKind.Charge, None).Reason is not null)
            .Select(currency => currency.Code).Order(StringComparer.Ordinal));
}
