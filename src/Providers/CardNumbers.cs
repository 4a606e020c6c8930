using System.Buffers;
using System.Runtime.CompilerServices;
using System.Text;

namespace Ledger.Providers;

/// <summary>
/// Finds and masks what looks like a card number, so that none reaches a log, a queue or a table: 13 to 19 digits that
/// pass the Luhn check, with at most one space or hyphen between two digits and no digit next to them. The first six
/// and last four digits stay, as PCI DSS 4.0 requirement 3.4.1 allows.
/// </summary>
/// <remarks>
/// Letters and underscores do not protect the digits beside them: <c>ch_4242424242424242</c> is masked, because a number
/// that hides in an id leaks as well as any other, while true ids of providers almost never hold 13 digits in a row.
/// Not masked: digits of a UUID (8-4-4-4-12 is no way to write a card number, and idempotency keys are UUIDs), decimal
/// places of a bare JSON number, and one digit repeated. JSON escapes of digits (<c>\u0034</c>) count as digits.
/// </remarks>
public static class CardNumbers
{
    const int DigitsMin = 13;
    const int DigitsMax = 19;
    const int KeptInFront = 6;
    const int KeptAtEnd = 4;
    const int EscapeLength = 6;

    static readonly SearchValues<byte> Starts = SearchValues.Create("0123456789\\"u8);

    /// <summary>
    /// Masks a body. Returns the same memory when there is nothing to mask; else a copy of the same length, in which
    /// JSON stays valid (<c>*</c> inside strings and plain text, <c>0</c> in bare numbers).
    /// </summary>
    public static ReadOnlyMemory<byte> Mask(ReadOnlyMemory<byte> utf8, out bool masked)
    {
        var search = new Search(utf8.Span, LooksLikeJson(utf8.Span));
        search.Run();
        masked = search.Copy is not null;
        return search.Copy ?? utf8;
    }

    /// <summary>Masks a text; returns the same instance when there is nothing to mask.</summary>
    public static string Mask(string text)
    {
        if (text.Length < DigitsMin || text.AsSpan().IndexOfAnyInRange('0', '9') < 0)
        {
            return text;
        }

        var search = new Search(Encoding.UTF8.GetBytes(text), json: false);
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

    static bool IsDigit(byte value) => value is >= (byte)'0' and <= (byte)'9';

    /// <summary>A digit, plain or as a JSON escape; <paramref name="length"/> is what it takes in bytes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    static bool IsDigitAt(ReadOnlySpan<byte> text, int at, out int digit, out int length)
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

    static int SeparatorLength(ReadOnlySpan<byte> text, int at)
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

    ref struct Search(ReadOnlySpan<byte> text, bool json)
    {
        readonly ReadOnlySpan<byte> _text = text;
        readonly bool _json = json;
        int _stringKnownTo;
        bool _inString;

        internal byte[]? Copy { get; private set; }

        /// <summary>Looks at every group of digits once: at most 19 digits ahead from its start.</summary>
        internal void Run()
        {
            var at = 0;
            while (at < _text.Length)
            {
                var next = _text[at..].IndexOfAny(Starts);
                if (next < 0)
                {
                    return;
                }

                at += next;
                var end = at;
                while (end < _text.Length && IsDigit(_text[end]))
                {
                    end++;
                }

                if (end - at > DigitsMax)
                {
                    at = end;
                }
                else if (end - at >= DigitsMin || CouldGoOn(end))
                {
                    at = CheckFrom(at, end);
                }
                else
                {
                    at = end;
                }
            }
        }

        readonly bool CouldGoOn(int end) =>
            end < _text.Length && _text[end] is (byte)' ' or (byte)'-' or (byte)'\\';

        /// <summary>Checks all numbers that start here; returns where to look on.</summary>
        int CheckFrom(int start, int end)
        {
            if (start == end && !IsDigitAt(_text, start, out _, out _))
            {
                return start + LengthOfEscape(start);
            }

            Span<int> offsets = stackalloc int[DigitsMax];
            var walk = new Walk(offsets);
            var at = start;
            var isDigit = IsDigitAt(_text, at, out var digit, out var length);
            while (isDigit && walk.Take(at, digit))
            {
                at += length;
                isDigit = IsDigitAt(_text, at, out digit, out length);
                if (isDigit)
                {
                    continue;
                }

                if (walk.IsCardNumber())
                {
                    MaskDigits(offsets[..walk.Count], at);
                }

                at += SeparatorLength(_text, at);
                isDigit = IsDigitAt(_text, at, out digit, out length);
            }

            while (IsDigitAt(_text, end, out _, out var tail))
            {
                end += tail;
            }

            return end;
        }

        /// <summary>In JSON a backslash takes its escape along; elsewhere the digits after it may be a number.</summary>
        readonly int LengthOfEscape(int at) =>
            !_json ? 1 : at + 1 < _text.Length && _text[at + 1] == 'u' ? EscapeLength : 2;

        void MaskDigits(scoped ReadOnlySpan<int> offsets, int end)
        {
            var inString = InString(offsets[0]);
            var bareNumber = _json && !inString;
            if (bareNumber && offsets[0] > 0 && _text[offsets[0] - 1] == '.')
            {
                return;
            }

            if (IsPartOfUuid(offsets[0], end))
            {
                return;
            }

            Copy ??= _text.ToArray();
            foreach (var offset in offsets[KeptInFront..^KeptAtEnd])
            {
                if (_text[offset] == '\\')
                {
                    "\\u002a"u8.CopyTo(Copy.AsSpan(offset));
                }
                else
                {
                    Copy[offset] = bareNumber ? (byte)'0' : (byte)'*';
                }
            }
        }

        /// <summary>Follows the quotes up to a place; each byte is looked at once over all calls.</summary>
        bool InString(int place)
        {
            while (_json && _stringKnownTo < place)
            {
                var next = _text[_stringKnownTo..place].IndexOfAny((byte)'"', (byte)'\\');
                if (next < 0)
                {
                    _stringKnownTo = place;
                    break;
                }

                _inString ^= _text[_stringKnownTo + next] == '"';
                _stringKnownTo += next + (_text[_stringKnownTo + next] == '"' ? 1 : 2);
            }

            return _inString;
        }

        readonly bool IsPartOfUuid(int start, int end)
        {
            while (start > 0 && IsHexOrHyphen(_text[start - 1]) && end - start <= 36)
            {
                start--;
            }

            while (end < _text.Length && IsHexOrHyphen(_text[end]) && end - start <= 36)
            {
                end++;
            }

            var token = _text[start..end];
            return token.Length == 36 && token[8] == '-' && token[13] == '-' && token[18] == '-' && token[23] == '-'
                && token.Count((byte)'-') == 4;
        }

        static bool IsHexOrHyphen(byte value) => char.IsAsciiHexDigit((char)value) || value == '-';
    }

    /// <summary>Digits taken so far and both Luhn sums, for either parity of the final count.</summary>
    ref struct Walk(Span<int> offsets)
    {
        readonly Span<int> _offsets = offsets;
        int _evenDoubled;
        int _oddDoubled;
        int _first;
        bool _differ;

        internal int Count { get; private set; }

        internal bool Take(int offset, int digit)
        {
            if (Count == DigitsMax)
            {
                return false;
            }

            var doubled = digit < 5 ? digit * 2 : (digit * 2) - 9;
            _evenDoubled += Count % 2 == 0 ? doubled : digit;
            _oddDoubled += Count % 2 == 0 ? digit : doubled;
            _first = Count == 0 ? digit : _first;
            _differ |= digit != _first;
            _offsets[Count++] = offset;
            return true;
        }

        internal readonly bool IsCardNumber() =>
            Count >= DigitsMin && _differ && (Count % 2 == 0 ? _evenDoubled : _oddDoubled) % 10 == 0;
    }
}
