using Ledger.Providers.Signatures;

namespace Ledger.Providers.PaymentGateway;

/// <summary>
/// The contract's signature: header <c>Gateway-Signature: t=UNIX,v1=HEX[,v1=HEX]</c>, HMAC-SHA256 over <c>t.body</c> with the whole
/// secret as UTF-8, lower-case hex; one <c>v1</c> for each secret while secrets are rotated.
/// </summary>
public static class GatewaySignature
{
    /// <summary>The header's name as hosts hand it over: lower case.</summary>
    public const string HeaderName = "gateway-signature";

    static readonly TimestampedHmac Scheme = new(HeaderName, "Gateway-Signature");

    /// <summary>Checks the signature first, then how old it is.</summary>
    public static Verification Verify(RawWebhook webhook, EndpointSettings settings, DateTimeOffset now) =>
        Scheme.Verify(webhook, settings, now);

    /// <summary>The header that a gateway would send with the body.</summary>
    public static string HeaderFor(ReadOnlySpan<byte> body, string secret, DateTimeOffset at) =>
        TimestampedHmac.HeaderFor(body, secret, at);

    /// <summary>When a delivery was signed; null when it does not say so.</summary>
    internal static DateTimeOffset? TimeOf(RawWebhook webhook) => Scheme.TimeOf(webhook);
}
