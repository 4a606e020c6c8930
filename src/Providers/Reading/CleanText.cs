using System.Globalization;
using System.Text;
using Ledger.PaymentEvents;

namespace Ledger.Providers.Reading;

/// <summary>
/// Makes a provider's text safe to store and to show: what leaves a provider folder has gone through here.
/// </summary>
static class CleanText
{
    internal const int LengthMax = 255;

    /// <summary>
    /// Card numbers masked, control and direction characters turned to spaces, cut to 255 characters; null when
    /// nothing is left.
    /// </summary>
    internal static string? Of(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        text = CardNumbers.Mask(text);
        if (text.AsSpan().IndexOfAnyExceptInRange(' ', '~') >= 0)
        {
            text = WithoutControls(text);
        }

        text = text.Trim();
        if (text.Length > LengthMax)
        {
            text = text[..(char.IsHighSurrogate(text[LengthMax - 1]) ? LengthMax - 1 : LengthMax)];
        }

        return text.Length == 0 ? null : text;
    }

    /// <summary>
    /// A name by which things are told apart is taken as it is or not at all: two that were cut or masked could fall into one.
    /// </summary>
    internal static string? Name(string? text) => Of(text) is { } clean && clean == text!.Trim() ? clean : null;

    /// <summary>The name of goods or of a place, likewise; a bare article or place number is no card number.</summary>
    internal static string? GoodsName(string? text) =>
        text?.Trim() is { } name && PaymentEvents.GoodsName.IsNumber(name) ? name : Name(text);

    static string WithoutControls(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            var isControl = Rune.GetUnicodeCategory(rune) is UnicodeCategory.Control or UnicodeCategory.LineSeparator
                or UnicodeCategory.ParagraphSeparator
                || rune.Value is >= 0x202A and <= 0x202E or >= 0x2066 and <= 0x2069;
            clean.Append(isControl ? " " : rune.ToString());
        }

        return clean.ToString();
    }
}
