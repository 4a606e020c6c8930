using System.Buffers.Text;

namespace Ledger.EventStore;

/// <summary>Writes a JSON number as PostgreSQL's <c>numeric</c> prints it: no exponent, no negative zero.</summary>
static class NumericText
{
    /// <summary>Largest exponent taken, either way; money and rates are far below.</summary>
    const int ExponentMax = 400;

    public static void Append(ReadOnlySpan<byte> number, ByteBuffer output)
    {
        var mark = number.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = mark < 0 ? number : number[..mark];
        if (mantissa[0] == '-')
        {
            mantissa = mantissa[1..];
            if (mantissa.IndexOfAnyInRange((byte)'1', (byte)'9') >= 0)
            {
                output.Append((byte)'-');
            }
        }

        if (mark < 0)
        {
            output.Append(mantissa);
        }
        else
        {
            AppendShifted(mantissa, Exponent(number[(mark + 1)..]), output);
        }
    }

    static int Exponent(ReadOnlySpan<byte> text)
    {
        var digits = text[0] == '+' ? text[1..] : text;
        return Utf8Parser.TryParse(digits, out int exponent, out var used) && used == digits.Length
            && exponent is >= -ExponentMax and <= ExponentMax
            ? exponent
            : throw new FormatException($"A number has an exponent beyond {ExponentMax}.");
    }

    /// <summary>Writes the mantissa with its decimal point moved; keeps the decimals that are left, as numeric does.</summary>
    static void AppendShifted(ReadOnlySpan<byte> mantissa, int exponent, ByteBuffer output)
    {
        var point = mantissa.IndexOf((byte)'.');
        var whole = point < 0 ? mantissa.Length : point;
        var decimals = Math.Max(0, (point < 0 ? 0 : mantissa.Length - point - 1) - exponent);
        var digitsBefore = whole + exponent;

        var started = false;
        for (var n = 0; n < digitsBefore; n++)
        {
            var digit = Digit(mantissa, whole, n);
            started |= digit != '0';
            if (started)
            {
                output.Append(digit);
            }
        }

        if (!started)
        {
            output.Append((byte)'0');
        }

        if (decimals > 0)
        {
            output.Append((byte)'.');
            for (var n = 0; n < decimals; n++)
            {
                output.Append(Digit(mantissa, whole, digitsBefore + n));
            }
        }
    }

    /// <summary>The n-th digit of the mantissa, its point left out; zeros before and behind.</summary>
    static byte Digit(ReadOnlySpan<byte> mantissa, int whole, int n)
    {
        var at = n < whole ? n : n + 1;
        return n >= 0 && at < mantissa.Length ? mantissa[at] : (byte)'0';
    }
}
