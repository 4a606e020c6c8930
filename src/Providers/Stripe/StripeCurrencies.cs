using System.Collections.Frozen;
using Ledger.Accounting;

namespace Ledger.Providers.Stripe;

/// <summary>
/// What Stripe calls a minor unit, by currency and date, and its conversion to ISO 4217 minor units: exact or refused.
/// </summary>
/// <remarks>
/// Sources, read 2026-11-20: docs.stripe.com/currencies (zero-decimal, three-decimal, special cases);
/// support.stripe.com/questions/deprecation-of-fractional-isk-charges-and-refunds (ISK from 2023-04-14).
/// UGX is on that page both as zero-decimal and as a special case with two decimals, so it is refused by name until the
/// operator states its exponent; so are currencies of other than two decimals in ISO 4217 that the page does not name.
/// </remarks>
public static class StripeCurrencies
{
    /// <summary>No amount may be larger, in minor units: 10^14.</summary>
    public const long MinorUnitsMax = 100_000_000_000_000;

    static readonly Rule TwoDecimals = new("", 2);

    static readonly DateOnly WholeKronurFrom = new(2023, 4, 14);

    static readonly FrozenDictionary<string, Rule[]> Rules = new Rule[]
    {
        new("BIF", 0), new("CLP", 0), new("DJF", 0), new("GNF", 0), new("JPY", 0), new("KMF", 0), new("KRW", 0),
        new("MGA", 0), new("PYG", 0), new("RWF", 0), new("VND", 0), new("VUV", 0), new("XAF", 0), new("XOF", 0),
        new("XPF", 0),
        new("BHD", 3, Step: 10), new("JOD", 3, Step: 10), new("KWD", 3, Step: 10), new("OMR", 3, Step: 10),
        new("TND", 3, Step: 10),
        new("ISK", 2), new("ISK", 2, Step: 100) { From = WholeKronurFrom },
        new("HUF", 2) { PayoutStep = 100 }, new("TWD", 2) { PayoutStep = 100 },
    }.GroupBy(rule => rule.Code).ToFrozenDictionary(
        group => group.Key, group => group.OrderByDescending(rule => rule.From).ToArray(), StringComparer.Ordinal);

    /// <summary>Converts an amount as Stripe's API states it.</summary>
    /// <param name="units">Stripe's minor units.</param>
    /// <param name="code">Stripe's currency code; lower case as Stripe sends it, or upper.</param>
    /// <param name="on">The day of the fact: rules have dates.</param>
    /// <param name="kind">What the amount is.</param>
    /// <param name="configured">Exponents that the operator states, for currencies that this table leaves open.</param>
    public static StripeAmount Convert(
        long units, string code, DateOnly on, StripeAmountKind kind, IReadOnlyDictionary<string, int> configured)
    {
        if (code.Length != 3 || !Currency.TryParse(code.ToUpperInvariant(), out var currency))
        {
            return Refused(RefusalReason.UnknownCurrency, "The currency is no ISO 4217 code.");
        }

        if (RuleFor(currency, on, configured) is not { } rule)
        {
            return Refused(
                RefusalReason.CurrencyNotConfigured,
                $"Stripe's minor unit of {currency} is not certain: set the endpoint's currencyExponents.{currency}.");
        }

        if (units is <= 0 or > MinorUnitsMax)
        {
            return Refused(RefusalReason.AmountOutOfRange, $"The amount is not above 0 and at most {MinorUnitsMax}.");
        }

        var step = kind switch
        {
            StripeAmountKind.Charge => rule.Step,
            StripeAmountKind.Payout => Math.Max(rule.Step, rule.PayoutStep),
            StripeAmountKind.Computed => 1,
        };
        return units % step == 0
            ? Scale(units, rule.Exponent, currency)
            : Refused(
                RefusalReason.AmountDoesNotFitCurrency,
                $"Stripe's amounts in {currency} are multiples of {step} here.");
    }

    static StripeAmount Scale(long units, int stripeExponent, Currency currency)
    {
        var up = PowerOfTen(currency.Exponent - stripeExponent);
        var down = PowerOfTen(stripeExponent - currency.Exponent);
        if (units % down != 0)
        {
            return Refused(
                RefusalReason.AmountDoesNotFitCurrency,
                $"{currency} has {currency.Exponent} decimal place(s); the amount has more.");
        }

        var minorUnits = units / down * up;
        return minorUnits <= MinorUnitsMax
            ? new StripeAmount(new Money(minorUnits, currency))
            : Refused(
                RefusalReason.AmountOutOfRange, $"The amount is above {MinorUnitsMax} minor units of {currency}.");
    }

    static Rule? RuleFor(Currency currency, DateOnly on, IReadOnlyDictionary<string, int> configured)
    {
        if (Rules.TryGetValue(currency.Code, out var rules))
        {
            return Array.Find(rules, rule => rule.From <= on);
        }

        return currency is { Exponent: 2 } ? TwoDecimals
            : configured.TryGetValue(currency.Code, out var exponent) && exponent is >= 0 and <= 4
                ? new Rule(currency.Code, exponent)
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

    static StripeAmount Refused(RefusalReason reason, string detail) => new(null, reason, detail);

    /// <summary>One row: from a day on, amounts have this exponent and are multiples of the step.</summary>
    sealed record Rule(string Code, int Exponent, int Step = 1)
    {
        internal DateOnly From { get; init; } = DateOnly.MinValue;

        internal int PayoutStep { get; init; } = 1;
    }
}
