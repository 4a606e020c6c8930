using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Ledger.Providers.Reading;
using Ledger.Providers.Signatures;

namespace Ledger.Providers.StandardWebhooks;

/// <summary>
/// The signature of Standard Webhooks 1.0: <c>webhook-signature: v1,BASE64[ v1,BASE64]</c>, HMAC-SHA256 over
/// <c>webhook-id.webhook-timestamp.body</c>.
/// </summary>
/// <remarks>
/// Source: github.com/standard-webhooks/standard-webhooks, spec/standard-webhooks.md 1.0.0 and libraries/csharp, read 2026-11-20.
/// </remarks>
public static class StandardSignature
{
    /// <summary>Names the event; the same for every attempt.</summary>
    public const string IdHeader = "webhook-id";

    /// <summary>When this attempt was made, in Unix seconds.</summary>
    public const string TimestampHeader = "webhook-timestamp";

    /// <summary>The signatures, separated by blanks.</summary>
    public const string SignatureHeader = "webhook-signature";

    /// <summary>A longer header is refused unread.</summary>
    public const int HeaderCharsMax = 4096;

    /// <summary>More signatures than this are refused; one for each live secret is usual.</summary>
    public const int SignaturesMax = 16;

    const string Version = "v1,";
    const string UnsupportedVersion = "v1a,";
    const int Base64Chars = 44;

    /// <summary>Checks the signature first, then how old it is; the body is hashed where it lies, never copied.</summary>
    public static Verification Verify(RawWebhook webhook, EndpointSettings settings, DateTimeOffset now)
    {
        var id = webhook.Headers.GetValueOrDefault(IdHeader);
        var time = webhook.Headers.GetValueOrDefault(TimestampHeader);
        var header = webhook.Headers.GetValueOrDefault(SignatureHeader);
        if (string.IsNullOrWhiteSpace(id) || string.IsNullOrWhiteSpace(time) || string.IsNullOrWhiteSpace(header))
        {
            return new Verification.Refused(
                RefusalReason.SignatureMissing, $"Not all of {IdHeader}, {TimestampHeader}, {SignatureHeader} are there.");
        }

        if (ProblemOf(id, time, header) is { } problem)
        {
            return new Verification.Refused(RefusalReason.SignatureMalformed, problem);
        }

        Span<int> signatures = stackalloc int[SignaturesMax];
        var count = Find(header, signatures, out var seen, out var hasUnsupported);
        if (seen > SignaturesMax || (count == 0 && !hasUnsupported))
        {
            return new Verification.Refused(
                RefusalReason.SignatureMalformed,
                seen > SignaturesMax ? $"The header has more than {SignaturesMax} v1 signatures."
                    : "The header has no v1 signature of 44 characters in base64.");
        }

        if (count == 0)
        {
            return new Verification.Refused(
                RefusalReason.SignatureSchemeNotSupported,
                "Signed by v1a (ed25519) only; a v1 signature (HMAC-SHA256) beside it is needed.");
        }

        var index = FindSecret(header, signatures[..count], $"{id}.{time}.", webhook.Body.Span, settings.Secrets);
        return index < 0
            ? new Verification.Refused(RefusalReason.SignatureWrong, WrongDetail(count, settings.Secrets))
            { SignedAt = SignedTime.Read(time) }
            : SignedTime.Judge(time, index, settings.ToleranceSeconds, now);
    }

    /// <summary>The signature that its sender would give a body; null when the secret cannot be read.</summary>
    public static string? For(ReadOnlySpan<byte> body, string id, DateTimeOffset at, string secret)
    {
        if (StandardSecret.Read(secret) is not { } key)
        {
            return null;
        }

        Span<char> base64 = stackalloc char[Base64Chars];
        Compute(key, $"{id}.{UnixSeconds(at)}.", body, base64);
        return $"{Version}{base64}";
    }

    internal static SignedRequest? Sign(ReadOnlyMemory<byte> body, string secret, DateTimeOffset at)
    {
        var id = IdIn(body) ?? "msg_" + Letters(SHA256.HashData(body.Span).AsSpan(0, 16));
        return For(body.Span, id, at, secret) is { } signature
            ? new SignedRequest(body, new Dictionary<string, string>(StringComparer.Ordinal)
            {
                [IdHeader] = id,
                [TimestampHeader] = UnixSeconds(at),
                [SignatureHeader] = signature,
            })
            : null;
    }

    /// <summary>The id that the body has at its top, as many senders write it; null when it has none that fits.</summary>
    static string? IdIn(ReadOnlyMemory<byte> body)
    {
        using var document = JsonBody.Parse(body, out _, out _);
        return document?.RootElement is { ValueKind: JsonValueKind.Object } root && root.Text("id") is { Length: > 0 and <= 64 } id
            && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-')
            ? id
            : null;
    }

    /// <summary>
    /// The id is part of what is signed, up to the first full stop: with one inside, id, time and body could be divided in another way.
    /// </summary>
    static string? ProblemOf(string id, string time, string header) =>
        id.Length > CleanText.LengthMax || id.Contains('.', StringComparison.Ordinal) || id.AsSpan().ContainsAnyExceptInRange('!', '~')
            ? $"{IdHeader} has a full stop, a blank, other than ASCII, or over {CleanText.LengthMax} characters."
        : SignedTime.Read(time) is null ? $"{TimestampHeader} is no Unix time."
        : header.Length > HeaderCharsMax ? $"{SignatureHeader} has {header.Length} characters; the limit is {HeaderCharsMax}."
        : null;

    /// <summary>
    /// Notes where well-formed <c>v1</c> signatures begin; of other versions only whether there is one that we know by name.
    /// </summary>
    static int Find(string header, Span<int> signatures, out int seen, out bool hasUnsupported)
    {
        var count = 0;
        (seen, hasUnsupported) = (0, false);
        foreach (var range in header.AsSpan().Split(' '))
        {
            var item = header.AsSpan()[range];
            hasUnsupported |= item.StartsWith(UnsupportedVersion) && item.Length > UnsupportedVersion.Length;
            if (item.StartsWith(Version) && ++seen <= SignaturesMax && item.Length == Version.Length + Base64Chars)
            {
                signatures[count++] = range.GetOffsetAndLength(header.Length).Offset + Version.Length;
            }
        }

        return count;
    }

    /// <summary>Tries every signature with every secret, always all of them.</summary>
    static int FindSecret(
        string header, ReadOnlySpan<int> signatures, string prefix, ReadOnlySpan<byte> body, IReadOnlyList<string> secrets)
    {
        var found = -1;
        Span<char> expected = stackalloc char[Base64Chars];
        for (var index = 0; index < secrets.Count; index++)
        {
            if (StandardSecret.Read(secrets[index]) is not { } key)
            {
                continue;
            }

            Compute(key, prefix, body, expected);
            foreach (var start in signatures)
            {
                var fits = CryptographicOperations.FixedTimeEquals(
                    MemoryMarshal.AsBytes(expected), MemoryMarshal.AsBytes(header.AsSpan(start, Base64Chars)));
                found = fits && found < 0 ? index : found;
            }
        }

        return found;
    }

    static void Compute(byte[] key, string prefix, ReadOnlySpan<byte> body, Span<char> base64)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, key);
        hmac.AppendData(Encoding.ASCII.GetBytes(prefix));
        hmac.AppendData(body);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        hmac.GetHashAndReset(hash);
        Convert.TryToBase64Chars(hash, base64, out _);
    }

    /// <summary>An operator who pasted something else than a secret would look for the fault elsewhere.</summary>
    static string WrongDetail(int count, IReadOnlyList<string> secrets)
    {
        var unread = secrets.Count(secret => StandardSecret.Read(secret) is null);
        return $"None of {count} v1 signature(s) fits one of {secrets.Count} live secret(s)"
            + (unread == 0 ? "." : $"; {unread} of them cannot be read: whsec_ and base64 are expected.");
    }

    static string UnixSeconds(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    /// <summary>Letters only: among hex digits there may be what passes for a card number.</summary>
    static string Letters(ReadOnlySpan<byte> hash)
    {
        Span<char> letters = stackalloc char[2 * hash.Length];
        for (var n = 0; n < hash.Length; n++)
        {
            (letters[2 * n], letters[(2 * n) + 1]) = ((char)('a' + (hash[n] >> 4)), (char)('a' + (hash[n] & 15)));
        }

        return new string(letters);
    }
}
