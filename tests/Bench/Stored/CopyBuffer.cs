using System.Buffers.Text;

namespace Ledger.Bench.Stored;

/// <summary>Bytes on their way into a <c>COPY</c>.</summary>
sealed class CopyBuffer
{
    byte[] _bytes = new byte[64 * 1024];
    int _length;

    /// <summary>What was appended since the last <see cref="Clear"/>.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    /// <summary>Forgets everything.</summary>
    public void Clear() => _length = 0;

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Room(bytes.Length));
        _length += bytes.Length;
    }

    public void AppendNumber(long number)
    {
        Utf8Formatter.TryFormat(number, Room(20), out var written);
        _length += written;
    }

    public void AppendHex(uint number)
    {
        Utf8Formatter.TryFormat(number, Room(8), out var written, new System.Buffers.StandardFormat('x', 8));
        _length += written;
    }

    /// <summary>A number in base 26, written as letters, filled with <c>a</c>.</summary>
    public void AppendLetters(int number, int letters)
    {
        var room = Room(letters);
        for (var n = letters - 1; n >= 0; n--)
        {
            room[n] = (byte)('a' + (number % 26));
            number /= 26;
        }

        _length += letters;
    }

    Span<byte> Room(int bytes)
    {
        if (_bytes.Length - _length < bytes)
        {
            Array.Resize(ref _bytes, Math.Max(_length + bytes, 2 * _bytes.Length));
        }

        return _bytes.AsSpan(_length, bytes);
    }
}
