using System.Buffers;

namespace Ledger.PaymentEvents;

/// <summary>One pass over a text; every group of digits is looked at once.</summary>
ref struct CardNumberSearch(ReadOnlySpan<byte> text, bool json)
{
    const int KeptInFront = 6;
    const int KeptAtEnd = 4;
    const int ReferenceLength = 17;
    const int ShortestHash = 40;
    const int LongestHash = 64;

    static readonly SearchValues<byte> Starts = SearchValues.Create("0123456789\\"u8);

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
            while (end < _text.Length && DigitTokens.IsDigit(_text[end]))
            {
                end++;
            }

            if (end - at > CardDigits.CountMax)
            {
                at = end;
            }
            else if (end - at >= CardDigits.CountMin || CouldGoOn(end))
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
        if (start == end && !DigitTokens.IsDigitAt(_text, start, out _, out _))
        {
            return start + LengthOfEscape(start);
        }

        Span<int> offsets = stackalloc int[CardDigits.CountMax];
        var walk = new CardDigits(offsets);
        var at = start;
        var isDigit = DigitTokens.IsDigitAt(_text, at, out var digit, out var length);
        while (isDigit && walk.Take(at, digit))
        {
            at += length;
            isDigit = DigitTokens.IsDigitAt(_text, at, out digit, out length);
            if (isDigit)
            {
                continue;
            }

            if (walk.IsCardNumber())
            {
                MaskDigits(offsets[..walk.Count], at);
            }

            at += DigitTokens.SeparatorLength(_text, at);
            isDigit = DigitTokens.IsDigitAt(_text, at, out digit, out length);
        }

        while (DigitTokens.IsDigitAt(_text, end, out _, out var tail))
        {
            end += tail;
        }

        return end;
    }

    /// <summary>
    /// In JSON a backslash takes its escape along; elsewhere the digits after it may be a number.
    /// </summary>
    readonly int LengthOfEscape(int at) =>
        !_json ? 1 : at + 1 < _text.Length && _text[at + 1] == 'u' ? DigitTokens.EscapeLength : 2;

    void MaskDigits(scoped ReadOnlySpan<int> offsets, int end)
    {
        var inString = InString(offsets[0]);
        var bareNumber = _json && !inString;
        if (bareNumber && offsets[0] > 0 && _text[offsets[0] - 1] == '.')
        {
            return;
        }

        if (IsPartOfUuid(offsets[0], end) || IsPartOfReference(offsets[0], offsets[^1] + 1, offsets.Length)
            || IsPartOfHash(offsets[0], offsets[^1] + 1, offsets.Length))
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
            && token.Count((byte)'-') == 4
            && token.ContainsAnyInRange((byte)'A', (byte)'f'); // A letter: digits alone may be a card number.
    }

    /// <summary>Exactly 13 digits in a row within a word of exactly 17 capitals and digits.</summary>
    readonly bool IsPartOfReference(int start, int end, int digits)
    {
        if (digits != CardDigits.CountMin || end - start != digits)
        {
            return false;
        }

        while (start > 0 && IsCapitalOrDigit(_text[start - 1]) && end - start <= ReferenceLength)
        {
            start--;
        }

        while (end < _text.Length && IsCapitalOrDigit(_text[end]) && end - start <= ReferenceLength)
        {
            end++;
        }

        return end - start == ReferenceLength && !IsWordCharacterAt(start - 1) && !IsWordCharacterAt(end);
    }

    /// <summary>
    /// Digits in a row within a word of exactly 40 or 64 lower-case hex digits, some of them letters: SHA-1, SHA-256 and their HMAC.
    /// </summary>
    readonly bool IsPartOfHash(int start, int end, int digits)
    {
        if (end - start != digits)
        {
            return false;
        }

        while (start > 0 && IsLowerHex(_text[start - 1]) && end - start <= LongestHash)
        {
            start--;
        }

        while (end < _text.Length && IsLowerHex(_text[end]) && end - start <= LongestHash)
        {
            end++;
        }

        return end - start is ShortestHash or LongestHash && _text[start..end].ContainsAnyInRange((byte)'a', (byte)'f')
            && !IsWordCharacterAt(start - 1) && !IsWordCharacterAt(end);
    }

    readonly bool IsWordCharacterAt(int at) =>
        at >= 0 && at < _text.Length && (char.IsAsciiLetterOrDigit((char)_text[at]) || _text[at] is (byte)'_' or (byte)'\\' or >= 0x80);

    static bool IsCapitalOrDigit(byte value) => char.IsAsciiLetterUpper((char)value) || DigitTokens.IsDigit(value);

    static bool IsLowerHex(byte value) => DigitTokens.IsDigit(value) || value is >= (byte)'a' and <= (byte)'f';

    static bool IsHexOrHyphen(byte value) => char.IsAsciiHexDigit((char)value) || value == '-';
}
