using System.Globalization;

namespace Ledger.Cli.Demo;

/// <summary>A currency the demo trades in, with prices and fees as they are usual in it.</summary>
/// <param name="Code">ISO 4217, upper case.</param>
/// <param name="Exponent">Decimal places.</param>
/// <param name="PriceMin">Lowest price, in minor units.</param>
/// <param name="PriceMax">Highest price, in minor units.</param>
/// <param name="Step">Every amount is a multiple of this: Stripe wants three-decimal amounts to end in 0.</param>
/// <param name="FeePermille">Processing fee per thousand.</param>
/// <param name="FeeFixed">Fixed part of the processing fee, in minor units.</param>
/// <param name="DisputeFee">Fee of a dispute, in minor units.</param>
sealed record DemoCurrency(
    string Code, int Exponent, long PriceMin, long PriceMax, long Step, long FeePermille, long FeeFixed,
    long DisputeFee)
{
    /// <summary>Two decimals.</summary>
    public static readonly DemoCurrency Euro = new("EUR", 2, 490, 48_900, 1, 14, 25, 2_000);

    /// <summary>None.</summary>
    public static readonly DemoCurrency Yen = new("JPY", 0, 300, 64_000, 1, 36, 0, 1_500);

    /// <summary>Three, of which the last is always 0.</summary>
    public static readonly DemoCurrency Dinar = new("KWD", 3, 1_500, 180_000, 10, 29, 100, 5_000);

    /// <summary>All of them.</summary>
    public static IReadOnlyList<DemoCurrency> All { get; } = [Euro, Yen, Dinar];

    /// <summary>A price.</summary>
    public long Price(Random random) => Rounded(random.NextInt64(PriceMin, PriceMax + 1));

    /// <summary>The processing fee of a captured amount.</summary>
    public long Fee(long captured) => Rounded((captured * FeePermille / 1000) + FeeFixed);

    /// <summary>A part of an amount, at least one step, less than the whole.</summary>
    public long Part(long amount, int percent) => Math.Clamp(Rounded(amount * percent / 100), Step, amount - Step);

    /// <summary>An amount as Stripe writes it on the wire.</summary>
    public string Wire => Code.ToLowerInvariant();

    /// <summary>An amount as decimal text, such as <c>12.50</c>.</summary>
    public string Text(long minorUnits)
    {
        var digits = minorUnits.ToString(CultureInfo.InvariantCulture).PadLeft(Exponent + 1, '0');
        return Exponent == 0 ? digits : $"{digits[..^Exponent]}.{digits[^Exponent..]}";
    }

    long Rounded(long minorUnits) => Math.Max(Step, minorUnits / Step * Step);
}
