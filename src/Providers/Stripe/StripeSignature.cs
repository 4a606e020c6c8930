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
}
