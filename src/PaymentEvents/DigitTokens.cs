using System.Runtime.CompilerServices;

namespace Ledger.PaymentEvents;

/// <summary>Digits and separators as they may be written: plain, or as escapes of JSON.</summary>
static class DigitTokens
{
    internal const int EscapeLength = 6;

    internal static bool IsDigit(byte value) => value is >= (byte)'0' and <= (byte)'9';

    /// <summary>A digit, plain or as a JSON escape; <paramref name="length"/> is what it takes in bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsDigitAt(ReadOnlySpan<byte> text, int at, out int digit, out int length)
    {
        if ((uint)at < (uint)text.Length && IsDigit(text[at]))
        {
            (digit, length) = (text[at] - '0', 1);
            return true;
        }

        return IsEscapedDigitAt(text, at, out digit, out length);
    }

    static bool IsEscapedDigitAt(ReadOnlySpan<byte> text, int at, out int digit, out int length)
    {
        (digit, length) = (0, EscapeLength);
        if (at + EscapeLength > text.Length || text[at] != '\\' || !text[at..].StartsWith("\\u003"u8)
            || !IsDigit(text[at + 5]))
        {
            return false;
        }

        digit = text[at + 5] - '0';
        return true;
    }

    internal static int SeparatorLength(ReadOnlySpan<byte> text, int at)
    {
        if (at >= text.Length)
        {
            return 0;
        }

        return text[at] switch
        {
            (byte)' ' or (byte)'-' => 1,
            (byte)'\\' when text[at..].StartsWith("\\u0020"u8) || text[at..].StartsWith("\\u002d"u8)
                || text[at..].StartsWith("\\u002D"u8) => EscapeLength,
            _ => 0,
        };
    }
}
