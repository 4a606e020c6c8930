using System.Globalization;
using System.Text.Json.Serialization;

namespace Ledger.Accounting;

/// <summary>An exact amount: a whole number of a currency's minor units (cents, yen, fils).</summary>
/// <param name="MinorUnits">Count of minor units; may be negative or zero. Arithmetic is checked.</param>
/// <param name="Currency">The currency; its exponent tells how many minor units make one unit.</param>
public readonly record struct Money(long MinorUnits, Currency Currency)
{
    /// <summary>No money of a currency.</summary>
    public static Money Zero(Currency currency) => new(0, currency);

    /// <summary>True when the amount is above zero.</summary>
    [JsonIgnore]
    public bool IsPositive => MinorUnits > 0;

    /// <summary>Adds two amounts of one currency.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    /// <exception cref="OverflowException">The sum does not fit 64 bits.</exception>
    public static Money operator +(Money left, Money right) =>
        new(checked(left.MinorUnits + right.Same(left).MinorUnits), left.Currency);

    /// <summary>Subtracts two amounts of one currency.</summary>
    /// <exception cref="InvalidOperationException">The currencies differ.</exception>
    /// <exception cref="OverflowException">The difference does not fit 64 bits.</exception>
    public static Money operator -(Money left, Money right) =>
        new(checked(left.MinorUnits - right.Same(left).MinorUnits), left.Currency);

    /// <summary>The amount with the other sign.</summary>
    public static Money operator -(Money value) => new(checked(-value.MinorUnits), value.Currency);

    /// <summary>The amount in major units with the currency's decimal places, such as <c>10.50</c>.</summary>
    public string ToMajorUnits() => Format(MinorUnits, Currency.Exponent);

    /// <inheritdoc/>
    public override string ToString() => $"{ToMajorUnits()} {Currency.Code}";

    /// <summary>Writes minor units as a decimal number; exact for any size.</summary>
    public static string Format(Int128 minorUnits, int exponent)
    {
        var negative = minorUnits < 0;
        var digits = (negative ? -minorUnits : minorUnits)
            .ToString(CultureInfo.InvariantCulture).PadLeft(exponent + 1, '0');
        var text = exponent == 0 ? digits : $"{digits[..^exponent]}.{digits[^exponent..]}";
        return negative ? "-" + text : text;
    }

    Money Same(Money other) => Currency == other.Currency
        ? this
        : throw new InvalidOperationException($"Cannot combine {Currency} with {other.Currency} without a rate.");
}
