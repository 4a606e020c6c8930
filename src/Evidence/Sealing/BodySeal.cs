using System.Security.Cryptography;

namespace Ledger.Evidence.Sealing;

/// <summary>
/// Bodies under data keys: AES-256-GCM with a fresh nonce, stored as 12 bytes of nonce, the packed body and 16 of tag. Each body has a key
/// of its own, derived (HKDF-SHA256) from that of its month, that of its subject if it has one, and its delivery's id: a body that was
/// moved to another row does not open, one key never meets two nonces, and without either key nothing opens.
/// </summary>
static class BodySeal
{
    /// <summary>Bytes that sealing adds.</summary>
    public const int Overhead = NonceBytes + TagBytes;

    const int NonceBytes = 12;
    const int TagBytes = 16;

    /// <summary>Seals a packed body.</summary>
    public static byte[] Seal(BodyKey month, BodyKey? subject, Guid deliveryId, ReadOnlySpan<byte> packed)
    {
        Span<byte> id = stackalloc byte[16];
        Span<byte> key = stackalloc byte[BodyKey.Length];
        Derive(month.Bytes, subject?.Bytes, deliveryId, id, key);
        var stored = new byte[packed.Length + Overhead];
        var nonce = stored.AsSpan(0, NonceBytes);
        RandomNumberGenerator.Fill(nonce);
        using var aes = new AesGcm(key, TagBytes);
        aes.Encrypt(nonce, packed, stored.AsSpan(NonceBytes, packed.Length), stored.AsSpan(NonceBytes + packed.Length), id);
        return stored;
    }

    /// <summary>The packed body.</summary>
    /// <exception cref="CryptographicException">It was not sealed under these keys for this delivery, or was changed since.</exception>
    public static byte[] Open(byte[] month, byte[]? subject, Guid deliveryId, ReadOnlySpan<byte> stored)
    {
        if (stored.Length < Overhead)
        {
            throw new CryptographicException($"A sealed body has at least {Overhead} bytes; this one has {stored.Length}.");
        }

        Span<byte> id = stackalloc byte[16];
        Span<byte> key = stackalloc byte[BodyKey.Length];
        Derive(month, subject, deliveryId, id, key);
        var packed = new byte[stored.Length - Overhead];
        using var aes = new AesGcm(key, TagBytes);
        aes.Decrypt(stored[..NonceBytes], stored[NonceBytes..^TagBytes], stored[^TagBytes..], packed, id);
        return packed;
    }

    static void Derive(ReadOnlySpan<byte> month, ReadOnlySpan<byte> subject, Guid deliveryId, Span<byte> id, Span<byte> key)
    {
        deliveryId.TryWriteBytes(id, bigEndian: true, out _);
        Span<byte> both = stackalloc byte[2 * BodyKey.Length];
        month.CopyTo(both);
        subject.CopyTo(both[month.Length..]);
        var label = "ledger-archive-body-1"u8;
        Span<byte> info = stackalloc byte[label.Length + id.Length];
        label.CopyTo(info);
        id.CopyTo(info[label.Length..]);
        HKDF.DeriveKey(HashAlgorithmName.SHA256, both[..(month.Length + subject.Length)], key, [], info);
        CryptographicOperations.ZeroMemory(both);
    }
}
