using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Ledger.Providers.PayPal;

/// <summary>
/// PayPal's webhook signature: RSA PKCS#1 v1.5 with SHA-256 over <c>id|time|webhook id|CRC-32 of the body</c>, by a certificate that the
/// headers name. The endpoint's secrets are the ids of its webhooks.
/// </summary>
/// <remarks>
/// A CRC-32 binds nobody: whoever holds one genuine message can write other bodies of the same sum under its signature. So a right
/// signature says that PayPal sent something for this webhook, and every fact waits to be read from PayPal's API.
/// Source: developer.paypal.com/api/rest/webhooks/rest, read in November 2026.
/// </remarks>
public static class PayPalSignature
{
    /// <summary>How far a signature may lie in the future, at most: the clocks' difference, whatever the tolerance for the past.</summary>
    public const int FutureSecondsMax = 300;

    /// <summary>
    /// Checks the signature, then the certificate as of the receipt, then the age. Asks for a certificate only where the age is right: a
    /// stale message shall not make us fetch anything.
    /// </summary>
    public static Verification Verify(RawWebhook webhook, EndpointSettings settings, DateTimeOffset now) =>
        PayPalTransmission.Read(webhook.Headers, out var refused) is { } transmission
            ? Check(transmission, webhook, settings, now) with { SignedAt = transmission.SentAt }
            : refused!;

    static Verification Check(PayPalTransmission transmission, RawWebhook webhook, EndpointSettings settings, DateTimeOffset now)
    {
        if (!PayPalCertificates.TryReadAddress(transmission.Certificate, settings, out var address))
        {
            return new Verification.Refused(
                RefusalReason.CertificateRefused, "The certificate does not lie at https://paypal.com or a host of paypal.com.");
        }

        var stale = RefusedByTime(transmission.SentAt, settings.ToleranceSeconds, now);
        if (settings.Certificates.Of(address) is not { } certificates)
        {
            return stale ?? (Verification)new Verification.NeedsCertificate(
                address, [PayPalCertificates.IssuerHost, .. settings.CertificateHosts]);
        }

        // Cheapest first: what is forged ends at the signature, and a chain is built for genuine messages only.
        if (PayPalCertificates.SignerOf(certificates) is not { } signer)
        {
            return new Verification.Refused(RefusalReason.CertificateRefused, PayPalCertificates.OtherSigner);
        }

        var index = FindWebhook(transmission, webhook.Body.Span, settings.Secrets, signer);
        return index < 0
            ? new Verification.Refused(
                RefusalReason.SignatureWrong, $"The signature fits none of {settings.Secrets.Count} webhook id(s) with this body.")
            : PayPalCertificates.ProblemOf(
                signer.Certificate, certificates, settings.Certificates.ExtraRoots, webhook.ReceivedAt) is { } problem
                ? new Verification.Refused(RefusalReason.CertificateRefused, problem)
                : stale is null ? new Verification.Authentic(index) : stale with { SecretIndex = index };
    }

    /// <summary>What is signed.</summary>
    /// <param name="transmissionId">The transmission's id.</param>
    /// <param name="time">The transmission's time, as the header writes it.</param>
    /// <param name="webhookId">The webhook's id.</param>
    /// <param name="body">The exact bytes.</param>
    public static string MessageOf(string transmissionId, string time, string webhookId, ReadOnlySpan<byte> body) =>
        $"{transmissionId}|{time}|{webhookId}|{Crc32.Of(body).ToString(CultureInfo.InvariantCulture)}";

    /// <summary>True when the key signed the message.</summary>
    /// <param name="message">What <see cref="MessageOf"/> gives.</param>
    /// <param name="signature">The signature's bytes.</param>
    /// <param name="key">The public key.</param>
    public static bool Fits(string message, ReadOnlySpan<byte> signature, RSA key) =>
        key.VerifyData(Encoding.UTF8.GetBytes(message), signature, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);

    /// <summary>Tries every webhook id, always all of them; an empty one never fits.</summary>
    static int FindWebhook(
        PayPalTransmission transmission, ReadOnlySpan<byte> body, IReadOnlyList<string> webhookIds, PayPalKey signer)
    {
        var key = signer.Take();
        var found = -1;
        for (var index = 0; index < webhookIds.Count; index++)
        {
            if (string.IsNullOrWhiteSpace(webhookIds[index]))
            {
                continue;
            }

            var message = MessageOf(transmission.Id, transmission.Time, webhookIds[index], body);
            found = Fits(message, transmission.Signature, key) && found < 0 ? index : found;
        }

        signer.Return(key);
        return found;
    }

    static Verification.Refused? RefusedByTime(DateTimeOffset sentAt, int toleranceSeconds, DateTimeOffset now)
    {
        var age = now.ToUnixTimeSeconds() - sentAt.ToUnixTimeSeconds();
        var ahead = Math.Min(toleranceSeconds, FutureSecondsMax);
        return age > toleranceSeconds
                ? new Verification.Refused(RefusalReason.TimestampTooOld, $"Sent {age} s ago; the tolerance is {toleranceSeconds} s.")
            : -age > ahead
                ? new Verification.Refused(RefusalReason.TimestampInFuture, $"Sent {-age} s ahead; the tolerance is {ahead} s.")
            : null;
    }
}
