using System.Text;

namespace Ledger.EventStore;

/// <summary>A growing array of bytes that is used again and again.</summary>
sealed class ByteBuffer
{
    byte[] _bytes = new byte[4096];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, Length);

    public ReadOnlySpan<byte> Slice(int start, int length) => Written.Slice(start, length);

    /// <summary>Cuts the buffer back to an earlier length.</summary>
    public void CutTo(int length) => Length = length;

    public void Append(byte value)
    {
        Reserve(1)[0] = value;
        Length++;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        bytes.CopyTo(Reserve(bytes.Length));
        Length += bytes.Length;
    }

    public void Append(string? text)
    {
        if (text is not null)
        {
            Length += Encoding.UTF8.GetBytes(text, Reserve(Encoding.UTF8.GetMaxByteCount(text.Length)));
        }
    }

    public void Append<T>(T value, ReadOnlySpan<char> format = default)
        where T : IUtf8SpanFormattable
    {
        value.TryFormat(Reserve(64), out var written, format, provider: null);
        Length += written;
    }

    /// <summary>Free room behind what is written; follow it with <see cref="Advance"/>.</summary>
    public Span<byte> Reserve(int size)
    {
        if (_bytes.Length - Length < size)
        {
            Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, Length + size));
        }

        return _bytes.AsSpan(Length);
    }

    public void Advance(int count) => Length += count;
}
