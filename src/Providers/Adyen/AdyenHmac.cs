using System.Buffers;
using System.Security.Cryptography;

namespace Ledger.Providers.Adyen;

/// <summary>HMAC-SHA256 under keys that are written in hex, results in base64.</summary>
static class AdyenHmac
{
    /// <summary>Characters of a signature: 32 bytes in base64.</summary>
    internal const int SignatureChars = 44;

    /// <summary>The bytes of each key; null where it is no hex. Adyen's libraries complete an odd number of digits by a zero.</summary>
    internal static byte[]?[] Keys(IReadOnlyList<string> secrets) => [.. secrets.Select(KeyOf)];

    /// <summary>The signature as Adyen would write it; that of an empty key when the secret is no hex.</summary>
    internal static string Signature(ReadOnlySpan<byte> data, string secret) =>
        Convert.ToBase64String(HMACSHA256.HashData(KeyOf(secret) ?? [], data));

    /// <summary>True when the text can be a signature at all.</summary>
    internal static bool IsSignature(ReadOnlySpan<char> text)
    {
        Span<byte> bytes = stackalloc byte[SignatureChars];
        return text.Length == SignatureChars && Convert.TryFromBase64Chars(text, bytes, out var length)
            && length == SHA256.HashSizeInBytes;
    }

    /// <summary>Which key gives one of the signatures, -1 when none: every key is tried with every signature, in constant time.</summary>
    internal static int FindKey(ReadOnlySpan<byte> data, IReadOnlyList<string> signatures, byte[]?[] keys)
    {
        var found = -1;
        Span<byte> expected = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> given = stackalloc byte[SignatureChars];
        for (var index = 0; index < keys.Length; index++)
        {
            if (keys[index] is not { } key)
            {
                continue;
            }

            HMACSHA256.HashData(key, data, expected);
            foreach (var signature in signatures)
            {
                var isWritten = Convert.TryFromBase64String(signature, given, out var length);
                var fits = CryptographicOperations.FixedTimeEquals(expected, given[..(isWritten ? length : 0)]);
                found = fits && found < 0 ? index : found;
            }
        }

        return found;
    }

    static byte[]? KeyOf(string secret)
    {
        var hex = secret.Length % 2 == 0 ? secret : secret + "0";
        var key = new byte[hex.Length / 2];
        return key.Length > 0 && Convert.FromHexString(hex, key, out _, out _) == OperationStatus.Done ? key : null;
    }
}
