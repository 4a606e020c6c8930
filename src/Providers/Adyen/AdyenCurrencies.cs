using Ledger.Providers.Amounts;

namespace Ledger.Providers.Adyen;

/// <summary>What Adyen calls a minor unit, by currency and date.</summary>
/// <remarks>
/// Source, read 2026-11-28: docs.adyen.com/development-resources/currency-codes, which marks CLP, CVE, IDR and ISK as other than ISO 4217;
/// the same four in odoo addons/payment_adyen/const.py. The page gives no dates, so neither do the rows. Currencies of other than two
/// decimals in ISO 4217 that the page does not list (BIF, CLF, UYI, UYW) are refused by name until the operator states their exponent.
/// </remarks>
public static class AdyenCurrencies
{
    /// <summary>The table.</summary>
    public static ProviderCurrencies Table { get; } = new(
        "Adyen",
        [
            new("CLP", 2), new("CVE", 0), new("IDR", 0), new("ISK", 2),
            new("DJF", 0), new("GNF", 0), new("JPY", 0), new("KMF", 0), new("KRW", 0), new("PYG", 0), new("RWF", 0), new("UGX", 0),
            new("VND", 0), new("VUV", 0), new("XAF", 0), new("XOF", 0), new("XPF", 0),
            new("BHD", 3), new("IQD", 3), new("JOD", 3), new("KWD", 3), new("LYD", 3), new("OMR", 3), new("TND", 3),
        ]);
}
