using System.Buffers;
using Ledger.PaymentEvents;

namespace Ledger.Providers.Reading;

/// <summary>What may be an id of a provider's object.</summary>
static class ProviderId
{
    static readonly SearchValues<char> Allowed = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789_-.");

    /// <summary>
    /// Letters, digits, <c>_ - .</c>, at most 255 (Stripe's own bound, and the longest of all), no card number inside. Masking an id would
    /// let two payments fall into one; so a fact with such an id is refused by name instead.
    /// </summary>
    internal static bool IsId(string? text) =>
        text is { Length: > 0 and <= CleanText.LengthMax } && text.AsSpan().IndexOfAnyExcept(Allowed) < 0
        && !CardNumbers.IsIn(text);

    /// <summary>What is wrong with a text that is no id, to be put behind its name; null when it is one. Never the text itself.</summary>
    internal static string? FaultOf(string? text) => text switch
    {
        null or "" => "is missing, or no text",
        { Length: > CleanText.LengthMax } => "has more than 255 characters",
        _ when text.AsSpan().IndexOfAnyExcept(Allowed) >= 0 => "has other characters than letters, digits, '_', '-', '.'",
        _ when CardNumbers.IsIn(text) => "holds a card-like number (13 to 19 digits that pass the Luhn check); put a letter in between",
        _ => null,
    };
}
