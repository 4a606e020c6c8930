using Ledger.Providers.Amounts;

namespace Ledger.Providers.Braintree;

/// <summary>What Braintree's decimal amounts may be, by currency and date.</summary>
/// <remarks>
/// Braintree writes major units as decimal text, <c>100.00</c> or <c>100</c>, so there is no minor unit of its own to convert from:
/// a currency has the decimals of ISO 4217, and an amount with more is refused. Its page
/// (developer.paypal.com/braintree/articles/get-started/currencies, read 2026-11-28) names no exception, so the table has no row.
/// </remarks>
public static class BraintreeCurrencies
{
    /// <summary>The table.</summary>
    public static ProviderCurrencies Table { get; } = new("Braintree", []);
}
