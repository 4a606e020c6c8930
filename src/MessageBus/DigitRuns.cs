using System.Text.RegularExpressions;

namespace Ledger.MessageBus;

/// <summary>Hides digit runs as long as a card number, for texts that people read: faults and dead letters.</summary>
public static partial class DigitRuns
{
    const int Kept = 4;

    /// <summary>
    /// Replaces runs of 13 to 19 digits, also when written in groups of four, by stars and their last four digits.
    /// Without a Luhn check: a text for people loses nothing by one number too many.
    /// </summary>
    public static string Mask(string text) => CardLike().Replace(text, run =>
    {
        var hidden = run.Length - Kept;
        return string.Concat(new string('*', hidden), run.Value.AsSpan(hidden));
    });

    [GeneratedRegex(
        @"(?<![0-9])[0-9]{13,19}(?![0-9])"
        + @"|(?<![0-9A-Za-z-])[0-9]{4}(?:[ -][0-9]{4}){2,3}[ -][0-9]{1,7}(?![0-9A-Za-z-])",
        RegexOptions.CultureInvariant, matchTimeoutMilliseconds: 1_000)]
    private static partial Regex CardLike();
}
