using System.Text;

namespace Ledger.PaymentEvents;

/// <summary>
/// Finds and masks what looks like a card number, so that none reaches a log, a queue or a table: 13 to 19 digits that
/// pass the Luhn check, with at most one space or hyphen between two digits and no digit next to them. The first six
/// and last four digits stay, as PCI DSS 4.0 requirement 3.4.1 allows.
/// </summary>
/// <remarks>
/// Letters and underscores do not protect the digits beside them: <c>ch_4242424242424242</c> is masked, because a
/// number that hides in an id leaks as well as any other, while ids of Stripe practically never hold 13 digits in a row.
/// Not masked: digits of a UUID (8-4-4-4-12 is no way to write a card number, and idempotency keys are UUIDs), exactly 13
/// digits in a word of exactly 17 capitals and digits (the form of a provider's transaction ids, some of which would else be
/// taken for cards; no card number is written so), digits in a word of exactly 40 or 64 lower-case hex digits (hashes and
/// signatures, which a replay must find as they were), decimal places of a bare JSON number, and one digit repeated.
/// JSON escapes of digits (<c>\u0034</c>) count as digits.
/// </remarks>
public static class CardNumbers
{
    /// <summary>
    /// Masks a body. Returns the same memory when there is nothing to mask; else a copy of the same length, in which
    /// JSON stays valid (<c>*</c> inside strings and plain text, <c>0</c> in bare numbers).
    /// </summary>
    public static ReadOnlyMemory<byte> Mask(ReadOnlyMemory<byte> utf8, out bool masked)
    {
        var search = new CardNumberSearch(utf8.Span, LooksLikeJson(utf8.Span));
        search.Run();
        masked = search.Copy is not null;
        return search.Copy ?? utf8;
    }

    /// <summary>Masks a text; returns the same instance when there is nothing to mask.</summary>
    public static string Mask(string text)
    {
        if (text.Length < CardDigits.CountMin || text.AsSpan().IndexOfAnyInRange('0', '9') < 0)
        {
            return text;
        }

        var search = new CardNumberSearch(Encoding.UTF8.GetBytes(text), json: false);
        search.Run();
        return search.Copy is null ? text : Encoding.UTF8.GetString(search.Copy);
    }

    /// <summary>True when the text holds what looks like a card number.</summary>
    public static bool IsIn(string text) => !ReferenceEquals(Mask(text), text);

    static bool LooksLikeJson(ReadOnlySpan<byte> utf8)
    {
        var text = utf8.TrimStart(" \t\r\n"u8);
        return !text.IsEmpty && text[0] is (byte)'{' or (byte)'[' or (byte)'"';
    }
}
