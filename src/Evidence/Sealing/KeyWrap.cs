using System.Security.Cryptography;
using System.Text;

namespace Ledger.Evidence.Sealing;

/// <summary>
/// Data keys under master keys: AES-256-GCM, stored as 12 bytes of nonce, 32 of key and 16 of tag. What the key is for is authenticated
/// with it, so that one that was moved to another row does not open.
/// </summary>
static class KeyWrap
{
    const int NonceBytes = 12;
    const int TagBytes = 16;
    const int WrappedBytes = NonceBytes + BodyKey.Length + TagBytes;

    /// <summary>What a month's key is for.</summary>
    public static string PurposeOf(DateOnly month) => $"ledger-archive-key-1 month {month:yyyy-MM}";

    /// <summary>What a subject's key is for.</summary>
    public static string PurposeOf(ReadOnlySpan<byte> subject) => $"ledger-archive-key-1 subject {Convert.ToHexStringLower(subject)}";

    /// <summary>Wraps a data key.</summary>
    public static byte[] Wrap(MasterKey master, string purpose, ReadOnlySpan<byte> key)
    {
        var wrapped = new byte[WrappedBytes];
        RandomNumberGenerator.Fill(wrapped.AsSpan(0, NonceBytes));
        using var aes = new AesGcm(master.Bytes, TagBytes);
        aes.Encrypt(
            wrapped.AsSpan(0, NonceBytes), key, wrapped.AsSpan(NonceBytes, BodyKey.Length),
            wrapped.AsSpan(NonceBytes + BodyKey.Length), Encoding.ASCII.GetBytes(purpose));
        return wrapped;
    }

    /// <summary>The data key.</summary>
    /// <exception cref="MasterKeyMissingException">The master key is not at hand, or does not open this one for this purpose.</exception>
    public static byte[] Unwrap(MasterKeys masters, string masterId, string purpose, ReadOnlySpan<byte> wrapped)
    {
        var master = masters.Find(masterId) ?? throw new MasterKeyMissingException(masterId);
        try
        {
            return Unwrap(master, purpose, wrapped);
        }
        catch (CryptographicException unopened)
        {
            throw new MasterKeyMissingException(masterId, unopened);
        }
    }

    static byte[] Unwrap(MasterKey master, string purpose, ReadOnlySpan<byte> wrapped)
    {
        if (wrapped.Length != WrappedBytes)
        {
            throw new CryptographicException($"A wrapped key has {WrappedBytes} bytes; this one has {wrapped.Length}.");
        }

        var key = new byte[BodyKey.Length];
        using var aes = new AesGcm(master.Bytes, TagBytes);
        aes.Decrypt(
            wrapped[..NonceBytes], wrapped.Slice(NonceBytes, BodyKey.Length), wrapped[(NonceBytes + BodyKey.Length)..], key,
            Encoding.ASCII.GetBytes(purpose));
        return key;
    }
}
