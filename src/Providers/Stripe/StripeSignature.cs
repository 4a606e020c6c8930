using Ledger.Providers.Signatures;

namespace Ledger.Providers.Stripe;

/// <summary>
/// Stripe's webhook signature: header <c>Stripe-Signature: t=UNIX,v1=HEX[,v1=HEX][,v0=HEX]</c>, HMAC-SHA256 over
/// <c>t.body</c> with the whole secret string (including <c>whsec_</c>) as UTF-8, lower-case hex.
/// </summary>
/// <remarks>Source: docs.stripe.com/webhooks and stripe-dotnet EventUtility.cs, read 2026-11-20.</remarks>
public static class StripeSignature
{
    /// <summary>The header's name as hosts hand it over: lower case.</summary>
    public const string HeaderName = "stripe-signature";

    /// <summary>A longer header is refused unread; Stripe's has about 150 characters per live secret.</summary>
    public const int HeaderCharsMax = TimestampedHmac.HeaderCharsMax;

    /// <summary>More signatures than this are refused; Stripe sends one per live secret.</summary>
    public const int SignaturesMax = TimestampedHmac.SignaturesMax;

    static readonly TimestampedHmac Scheme = new(HeaderName, "Stripe-Signature");

    /// <summary>
    /// Checks the signature first, then how old it is; the body is hashed where it lies, never copied.
    /// </summary>
    public static Verification Verify(RawWebhook webhook, EndpointSettings settings, DateTimeOffset now) =>
        Scheme.Verify(webhook, settings, now);

    /// <summary>The header that Stripe would send with the body.</summary>
    public static string HeaderFor(ReadOnlySpan<byte> body, string secret, DateTimeOffset at) =>
        TimestampedHmac.HeaderFor(body, secret, at);
    public static Verification Verify(RawWebhook webhook, EndpointSettings settings, DateTimeOffset now)
    {
        if (!webhook.Headers.TryGetValue(HeaderName, out var header) || string.IsNullOrWhiteSpace(header))
        {
            return new Verification.Refused(RefusalReason.SignatureMissing, "No Stripe-Signature header.");
        }

        Span<int> signatures = stackalloc int[SignaturesMax];
        if (!TryRead(header, signatures, out var count, out var time, out var problem))
        {
            return new Verification.Refused(RefusalReason.SignatureMalformed, problem);
        }

        var index = FindSecret(header, signatures[..count], time, webhook.Body.Span, settings.Secrets);
        if (index < 0)
        {
            return new Verification.Refused(
                RefusalReason.SignatureWrong,
                $"None of {count} v1 signature(s) fits one of {settings.Secrets.Count} live secret(s).")
            {
                SignedAt = TimeOf(header.AsSpan()[time]),
            };
        }

        var signedAt = TimeOf(header.AsSpan()[time]);
        return RefusedByTime(signedAt, settings.ToleranceSeconds, now) is { } refused
            ? refused with { SecretIndex = index, SignedAt = signedAt }
            : new Verification.Authentic(index) { SignedAt = signedAt };
    }

    /// <summary>The header that Stripe would send with the body.</summary>
    public static string HeaderFor(ReadOnlySpan<byte> body, string secret, DateTimeOffset at)
    {
        var time = at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        Span<char> hex = stackalloc char[HexChars];
        Compute(secret, time, body, hex);
        return $"t={time},v1={hex}";
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

        problem = !IsUnixTime(header.AsSpan()[time]) ? "The header's time (t) is no Unix time."
            : count == 0 ? "The header has no v1 signature of 64 lower-case hex digits."
            : "";
        return problem.Length == 0;
    }

    static bool IsLowerHex(ReadOnlySpan<char> text) =>
        text.Length == HexChars && text.IndexOfAnyExcept(LowerHex) < 0;

    static bool IsUnixTime(ReadOnlySpan<char> text) =>
        long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
        && seconds <= DateTimeOffset.MaxValue.ToUnixTimeSeconds();

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

    static DateTimeOffset TimeOf(ReadOnlySpan<char> time) =>
        DateTimeOffset.FromUnixTimeSeconds(long.Parse(time, NumberStyles.None, CultureInfo.InvariantCulture));

    /// <summary>A tolerance of zero means zero, not "unchecked" as in some of Stripe's libraries.</summary>
    static Verification.Refused? RefusedByTime(DateTimeOffset signedAt, int toleranceSeconds, DateTimeOffset now)
    {
        var age = now.ToUnixTimeSeconds() - signedAt.ToUnixTimeSeconds();
        var detail = $"Signed {Math.Abs(age)} s {(age < 0 ? "ahead" : "ago")}; the tolerance is {toleranceSeconds} s.";
        return age > toleranceSeconds ? new Verification.Refused(RefusalReason.TimestampTooOld, detail)
            : -age > toleranceSeconds ? new Verification.Refused(RefusalReason.TimestampInFuture, detail)
            : null;
    }
}
