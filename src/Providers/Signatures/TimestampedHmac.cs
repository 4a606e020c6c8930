using System.Buffers;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;

namespace Ledger.Providers.Signatures;

/// <summary>
/// A signature header of the form <c>t=UNIX,v1=HEX[,v1=HEX]</c>: HMAC-SHA256 over <c>t.body</c> with the whole secret as UTF-8, in
/// lower-case hex. Items of other names are passed over.
/// </summary>
/// <param name="headerName">The header's name as hosts hand it over: lower case.</param>
/// <param name="shownName">The header's name for people.</param>
sealed class TimestampedHmac(string headerName, string shownName)
{
    /// <summary>A longer header is refused unread; one signature takes about 70 characters.</summary>
    internal const int HeaderCharsMax = 4096;

    /// <summary>More signatures than this are refused; one for each live secret is usual.</summary>
    internal const int SignaturesMax = 16;

    const int HexChars = 2 * SHA256.HashSizeInBytes;

    static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>
    /// Checks the signature first, then how old it is; the body is hashed where it lies, never copied.
    /// </summary>
    internal Verification Verify(RawWebhook webhook, EndpointSettings settings, DateTimeOffset now)
    {
        if (!webhook.Headers.TryGetValue(headerName, out var header) || string.IsNullOrWhiteSpace(header))
        {
            return new Verification.Refused(RefusalReason.SignatureMissing, $"No {shownName} header.");
        }

        Span<int> signatures = stackalloc int[SignaturesMax];
        if (!TryRead(header, signatures, out var count, out var time, out var problem))
        {
            return new Verification.Refused(RefusalReason.SignatureMalformed, problem);
        }

        var index = FindSecret(header, signatures[..count], time, webhook.Body.Span, settings.Secrets);
        return index < 0
            ? new Verification.Refused(
                RefusalReason.SignatureWrong,
                $"None of {count} v1 signature(s) fits one of {settings.Secrets.Count} live secret(s).")
            { SignedAt = SignedTime.Read(header.AsSpan()[time]) }
            : SignedTime.Judge(header.AsSpan()[time], index, settings.ToleranceSeconds, now);
    }

    /// <summary>The header that the sender would send with the body.</summary>
    internal static string HeaderFor(ReadOnlySpan<byte> body, string secret, DateTimeOffset at)
    {
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        Span<char> hex = stackalloc char[HexChars];
        Compute(secret, time, body, hex);
        return $"t={time},v1={hex}";
    }

    /// <summary>When a delivery says that it was signed; null when it has no such header.</summary>
    internal DateTimeOffset? TimeOf(RawWebhook webhook)
    {
        Span<int> signatures = stackalloc int[SignaturesMax];
        return webhook.Headers.TryGetValue(headerName, out var header) && TryRead(header, signatures, out _, out var time, out _)
            ? SignedTime.Read(header.AsSpan()[time])
            : null;
    }

    static bool TryRead(string header, Span<int> signatures, out int count, out Range time, out string problem)
    {
        (count, time, problem) = (0, default, "");
        if (header.Length > HeaderCharsMax)
        {
            problem = $"The header has {header.Length} characters; the limit is {HeaderCharsMax}.";
            return false;
        }

        var seen = 0;
        foreach (var range in header.AsSpan().Split(','))
        {
            var (start, length) = range.GetOffsetAndLength(header.Length);
            var item = header.AsSpan(start, length);
            start += length - item.TrimStart().Length;
            item = item.Trim();
            if (item.IndexOf('=') < 1)
            {
                problem = "An item of the header is not of the form key=value.";
                return false;
            }

            if (item.StartsWith("t="))
            {
                if (!time.Equals(default))
                {
                    problem = "The header has more than one time.";
                    return false;
                }

                time = (start + 2)..(start + item.Length);
            }
            else if (item.StartsWith("v1="))
            {
                if (++seen > SignaturesMax)
                {
                    problem = $"The header has more than {SignaturesMax} v1 signatures.";
                    return false;
                }

                if (IsLowerHex(item[3..]))
                {
                    signatures[count++] = start + 3;
                }
            }
        }

        problem = SignedTime.Read(header.AsSpan()[time]) is null ? "The header's time (t) is no Unix time."
            : count == 0 ? "The header has no v1 signature of 64 lower-case hex digits."
            : "";
        return problem.Length == 0;
    }

    static bool IsLowerHex(ReadOnlySpan<char> text) =>
        text.Length == HexChars && text.IndexOfAnyExcept(LowerHex) < 0;

    /// <summary>Tries every signature with every secret, always all of them; an empty secret never fits.</summary>
    static int FindSecret(
        string header, ReadOnlySpan<int> signatures, Range time, ReadOnlySpan<byte> body, IReadOnlyList<string> secrets)
    {
        var found = -1;
        Span<char> expected = stackalloc char[HexChars];
        for (var index = 0; index < secrets.Count; index++)
        {
            if (string.IsNullOrWhiteSpace(secrets[index]))
            {
                continue;
            }

            Compute(secrets[index], header.AsSpan()[time], body, expected);
            foreach (var start in signatures)
            {
                var fits = CryptographicOperations.FixedTimeEquals(
                    MemoryMarshal.AsBytes(expected), MemoryMarshal.AsBytes(header.AsSpan(start, HexChars)));
                found = fits && found < 0 ? index : found;
            }
        }

        return found;
    }

    static void Compute(string secret, ReadOnlySpan<char> time, ReadOnlySpan<byte> body, Span<char> hex)
    {
        Span<byte> prefix = stackalloc byte[time.Length + 1];
        Encoding.ASCII.GetBytes(time, prefix);
        prefix[^1] = (byte)'.';
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, Encoding.UTF8.GetBytes(secret));
        hmac.AppendData(prefix);
        hmac.AppendData(body);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        hmac.GetHashAndReset(hash);
        Convert.TryToHexStringLower(hash, hex, out _);
    }
}
