using System.Security.Cryptography;
using System.Text;

namespace Ledger.Providers.Braintree;

/// <summary>An API key pair; as a secret of the endpoint it is written <c>publicKey|privateKey</c>.</summary>
/// <param name="Public">Names the pair in a signature; no secret.</param>
/// <param name="Private">Never printed.</param>
sealed record BraintreeKeys(string Public, string Private)
{
    /// <summary>Bytes of an HMAC-SHA1.</summary>
    internal const int HashBytes = 20;

    /// <summary>The pair in a secret; null when it is none.</summary>
    internal static BraintreeKeys? Of(string secret)
    {
        var at = secret.IndexOf('|', StringComparison.Ordinal);
        return at > 0 && at < secret.Length - 1 ? new BraintreeKeys(secret[..at], secret[(at + 1)..]) : null;
    }

    /// <summary>The same for signing: a secret that is no pair signs under a name that is nobody's, and is not shown by it.</summary>
    internal static BraintreeKeys ForSigning(string secret) => Of(secret) ?? new BraintreeKeys("no_public_key", secret);

    /// <summary>The signature of a payload, and that of the payload with a line feed after it.</summary>
    internal void Sign(ReadOnlySpan<byte> payload, Span<byte> asIs, Span<byte> withLineFeed)
    {
        using var hmac = Start();
        hmac.AppendData(payload);
        hmac.GetCurrentHash(asIs);
        hmac.AppendData("\n"u8);
        hmac.GetHashAndReset(withLineFeed);
    }

    /// <summary>The signature of a payload as lower-case hex.</summary>
    internal string Sign(ReadOnlySpan<byte> payload)
    {
        using var hmac = Start();
        hmac.AppendData(payload);
        return Convert.ToHexStringLower(hmac.GetHashAndReset());
    }

    /// <inheritdoc/>
    public override string ToString() => Public;

#pragma warning disable CA5350 // Braintree prescribes SHA-1, inside an HMAC.
    IncrementalHash Start() =>
        IncrementalHash.CreateHMAC(HashAlgorithmName.SHA1, SHA1.HashData(Encoding.UTF8.GetBytes(Private)));
#pragma warning restore CA5350
}
