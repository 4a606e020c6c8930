using Ledger.Providers.Amounts;

namespace Ledger.Providers.Stripe;

/// <summary>What Stripe calls a minor unit, by currency and date.</summary>
/// <remarks>
/// Sources, read 2026-11-20: docs.stripe.com/currencies (zero-decimal, three-decimal, special cases);
/// support.stripe.com/questions/deprecation-of-fractional-isk-charges-and-refunds (ISK from 2023-04-14).
/// UGX is on that page both as zero-decimal and as a special case with two decimals, so it is refused by name until the
/// operator states its exponent; so are currencies of other than two decimals in ISO 4217 that the page does not name.
/// </remarks>
public static class StripeCurrencies
{
    static readonly DateOnly WholeKronurFrom = new(2023, 4, 14);

    /// <summary>The table.</summary>
    public static ProviderCurrencies Table { get; } = new(
        "Stripe",
        [
            new("BIF", 0), new("CLP", 0), new("DJF", 0), new("GNF", 0), new("JPY", 0), new("KMF", 0), new("KRW", 0),
            new("MGA", 0), new("PYG", 0), new("RWF", 0), new("VND", 0), new("VUV", 0), new("XAF", 0), new("XOF", 0),
            new("XPF", 0),
            new("BHD", 3, Step: 10), new("JOD", 3, Step: 10), new("KWD", 3, Step: 10), new("OMR", 3, Step: 10),
            new("TND", 3, Step: 10),
            new("ISK", 2), new("ISK", 2, Step: 100) { From = WholeKronurFrom },
            new("HUF", 2) { PayoutStep = 100 }, new("TWD", 2) { PayoutStep = 100 },
        ]);
}
