using System.Collections.Frozen;
using System.Globalization;
using Ledger.Accounting;

namespace Ledger.Providers.Amounts;

/// <summary>
/// What a provider calls an amount, by currency and date, and its conversion to ISO 4217 minor units: exact or refused.
/// </summary>
/// <param name="provider">The provider's name, for people.</param>
/// <param name="rules">
/// Rows of the provider's own page. A currency without a row has two decimals if ISO 4217 says so; any other waits for the operator.
/// </param>
public sealed class ProviderCurrencies(string provider, IEnumerable<CurrencyRule> rules)
{
    /// <summary>No amount may be larger, in minor units: 10^14.</summary>
    public const long MinorUnitsMax = 100_000_000_000_000;

    /// <summary>Digits that a decimal is sure to hold.</summary>
    const int DigitsMax = 28;

    static readonly CurrencyRule TwoDecimals = new("", 2);

    readonly FrozenDictionary<string, CurrencyRule[]> _rules = rules.GroupBy(rule => rule.Code).ToFrozenDictionary(
        group => group.Key, group => group.OrderByDescending(rule => rule.From).ToArray(), StringComparer.Ordinal);

    /// <summary>Converts an amount that the provider states in its minor units.</summary>
    /// <param name="units">The provider's minor units.</param>
    /// <param name="code">Its currency code, in either case.</param>
    /// <param name="on">The day of the fact: rules have dates.</param>
    /// <param name="kind">What the amount is.</param>
    /// <param name="configured">Exponents that the operator states, for currencies that the table leaves open.</param>
    public ProviderAmount Convert(
        long units, string code, DateOnly on, AmountKind kind, IReadOnlyDictionary<string, int> configured)
    {
        if (!TryRead(code, out var currency))
        {
            return UnknownCurrency;
        }

        if (RuleFor(currency, on, configured) is not { } rule)
        {
            return Refused(
                RefusalReason.CurrencyNotConfigured,
                $"{provider}'s minor unit of {currency} is not certain: set the endpoint's currencyExponents.{currency}.");
        }

        if (units is <= 0 or > MinorUnitsMax)
        {
            return OutOfRange;
        }

        return InSteps(units, currency, rule, kind) ?? Scale(units, rule.Exponent, currency);
    }

    /// <summary>Converts an amount that the provider states in major units, as decimal text such as <c>"25.0"</c>.</summary>
    /// <param name="text">Digits with at most one point; no sign, no exponent, no blanks.</param>
    /// <param name="code">Its currency code, in either case.</param>
    /// <param name="on">The day of the fact: rules have dates.</param>
    /// <param name="kind">What the amount is.</param>
    /// <param name="configured">Exponents that the operator states, for currencies that the table leaves open.</param>
    public ProviderAmount ConvertMajor(
        string text, string code, DateOnly on, AmountKind kind, IReadOnlyDictionary<string, int> configured)
    {
        if (!TryRead(code, out var currency))
        {
            return UnknownCurrency;
        }

        if (!decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var major))
        {
            // Digits that are too many are a number all the same.
            return text.Any(char.IsAsciiDigit) && text.All(c => char.IsAsciiDigit(c) || c == '.') && text.Count(c => c == '.') <= 1
                ? OutOfRange
                : Refused(RefusalReason.FieldMissing, "The amount is not written as digits with at most one point.");
        }

        // More digits than a decimal holds would be rounded away without a word.
        if (major is <= 0 or > MinorUnitsMax || text.Count(char.IsAsciiDigit) > DigitsMax)
        {
            return OutOfRange;
        }

        var exponent = RuleFor(currency, on, configured)?.Exponent ?? currency.Exponent;
        var units = major * PowerOfTen(exponent);
        return units != decimal.Truncate(units)
            ? Refused(RefusalReason.AmountDoesNotFitCurrency, $"{currency} has {exponent} decimal place(s); the amount has more.")
            : Scale(units, exponent, currency);
    }

    static ProviderAmount OutOfRange =>
        Refused(RefusalReason.AmountOutOfRange, $"The amount is not above 0 and at most {MinorUnitsMax} minor units.");

    static ProviderAmount UnknownCurrency => Refused(RefusalReason.UnknownCurrency, "The currency is no ISO 4217 code.");

    static bool TryRead(string code, out Currency currency)
    {
        currency = default;
        return code.Length == 3 && Currency.TryParse(code.ToUpperInvariant(), out currency);
    }

    ProviderAmount? InSteps(long units, Currency currency, CurrencyRule rule, AmountKind kind)
    {
        var step = kind switch
        {
            AmountKind.Charge => rule.Step,
            AmountKind.Payout => Math.Max(rule.Step, rule.PayoutStep),
            AmountKind.Computed => 1,
        };
        return units % step == 0
            ? null
            : Refused(
                RefusalReason.AmountDoesNotFitCurrency, $"{provider}'s amounts in {currency} are multiples of {step} here.");
    }

    static ProviderAmount Scale(decimal units, int providerExponent, Currency currency)
    {
        var minorUnits = units * PowerOfTen(currency.Exponent - providerExponent) / PowerOfTen(providerExponent - currency.Exponent);
        return minorUnits != decimal.Truncate(minorUnits)
            ? Refused(
                RefusalReason.AmountDoesNotFitCurrency,
                $"{currency} has {currency.Exponent} decimal place(s); the amount has more.")
            : minorUnits <= MinorUnitsMax ? new ProviderAmount(new Money((long)minorUnits, currency))
            : OutOfRange;
    }

    CurrencyRule? RuleFor(Currency currency, DateOnly on, IReadOnlyDictionary<string, int> configured)
    {
        if (_rules.TryGetValue(currency.Code, out var rows))
        {
            return Array.Find(rows, rule => rule.From <= on);
        }

        return currency is { Exponent: 2 } ? TwoDecimals
            : configured.TryGetValue(currency.Code, out var exponent) && exponent is >= 0 and <= 4
                ? new CurrencyRule(currency.Code, exponent)
                : null;
    }

    static long PowerOfTen(int exponent)
    {
        var power = 1L;
        for (; exponent > 0; exponent--)
        {
            power *= 10;
        }

        return power;
    }

    static ProviderAmount Refused(RefusalReason reason, string detail) => new(null, reason, detail);
}

/// <summary>One row: from a day on, amounts of a currency have this exponent and are multiples of the step.</summary>
/// <param name="Code">ISO 4217 code, upper case.</param>
/// <param name="Exponent">Decimal places of the provider's minor unit, 0 to 4.</param>
/// <param name="Step">In the provider's minor units; 1 when every amount is allowed.</param>
public sealed record CurrencyRule(string Code, int Exponent, int Step = 1)
{
    /// <summary>First day of the rule.</summary>
    public DateOnly From { get; init; } = DateOnly.MinValue;

    /// <summary>Payouts are multiples of this.</summary>
    public int PayoutStep { get; init; } = 1;
}
