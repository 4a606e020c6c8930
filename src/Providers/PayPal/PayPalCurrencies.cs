using Ledger.Providers.Amounts;

namespace Ledger.Providers.PayPal;

/// <summary>PayPal's amounts are decimal text in major units; these currencies have other decimal places than in ISO 4217.</summary>
/// <remarks>
/// Source: PayPal's list of currency codes as others quote it (the README beside this file), read in November 2026: HUF, JPY and TWD take
/// no decimals. The schema of <c>money</c> (paypal/paypal-rest-api-specifications @ec4d8f3) names thousandths for TND, as ISO 4217 does. No
/// change of a row is dated.
/// </remarks>
public static class PayPalCurrencies
{
    /// <summary>The table.</summary>
    public static ProviderCurrencies Table { get; } = new("PayPal", [new("HUF", 0), new("JPY", 0), new("TWD", 0), new("TND", 3)]);
}
