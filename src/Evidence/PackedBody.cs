using System.Buffers;
using System.IO.Compression;

namespace Ledger.Evidence;

/// <summary>A body as its row holds it: compressed by Brotli when that makes it shorter.</summary>
/// <param name="Bytes">What is stored.</param>
/// <param name="UnpackedBytes">Length of the body when <paramref name="Bytes"/> is compressed; null when it is the body.</param>
readonly record struct PackedBody(byte[] Bytes, int? UnpackedBytes)
{
    /// <summary>Longer bodies are stored as they are; no gateway lets one through.</summary>
    public const int UnpackedMax = 16 * 1024 * 1024;

    // Half the size of a webhook for 8 µs; quality 4 would save another twentieth for three times the work.
    const int Quality = 2;
    const int WindowBits = 16;

    /// <summary>Packs a body.</summary>
    public static PackedBody Of(byte[] body)
    {
        if (body.Length is 0 or > UnpackedMax)
        {
            return new PackedBody(body, null);
        }

        var room = ArrayPool<byte>.Shared.Rent(body.Length - 1);
        try
        {
            var shorter = BrotliEncoder.TryCompress(body, room.AsSpan(0, body.Length - 1), out var length, Quality, WindowBits);
            return shorter ? new PackedBody(room[..length], body.Length) : new PackedBody(body, null);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(room);
        }
    }

    /// <summary>The body; never more bytes than its row says it had.</summary>
    /// <exception cref="InvalidDataException">The stored bytes are not a body of that length.</exception>
    public byte[] Unpack()
    {
        if (UnpackedBytes is not { } length)
        {
            return Bytes;
        }

        var body = length is > 0 and <= UnpackedMax ? new byte[length] : [];
        return BrotliDecoder.TryDecompress(Bytes, body, out var written) && written == length
            ? body
            : throw new InvalidDataException($"The stored bytes are not a body of {length} bytes, compressed by Brotli.");
    }
}
