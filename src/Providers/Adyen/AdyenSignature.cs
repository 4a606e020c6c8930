using System.Text;
using System.Text.Json;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Adyen;

/// <summary>
/// Adyen's two signatures: standard notifications carry one inside each item (<c>additionalData.hmacSignature</c>), over eight of its
/// fields; all other webhooks carry one over the exact bytes in the header <c>HmacSignature</c>. HMAC-SHA256, hex key, base64.
/// </summary>
/// <remarks>
/// Which of them it is can be told by the body only. So a body is parsed before its signature is right, but for nothing else than the eight
/// fields and the signature of each item, nested 64 deep and 100 items long at most. Neither signature has a time.
/// Sources: docs.adyen.com/development-resources/webhooks/secure-webhooks/verify-hmac-signatures; adyen-dotnet-api-library
/// HmacValidator.cs @1e40cef, read 2026-11-28.
/// </remarks>
public static class AdyenSignature
{
    /// <summary>The header's name as hosts hand it over: lower case.</summary>
    public const string HeaderName = "hmacsignature";

    /// <summary>More signatures in the header than this are refused; Adyen sends one.</summary>
    public const int SignaturesMax = 16;

    /// <summary>Checks all items, or the header when there are none; every live secret is tried on each.</summary>
    public static Verification Verify(RawWebhook webhook, EndpointSettings settings)
    {
        using var document = JsonBody.Parse(webhook.Body, out _, out _);
        var keys = AdyenHmac.Keys(settings.Secrets);
        return document is not null && AdyenBody.HasItems(document.RootElement)
            ? VerifyItems(AdyenBody.Items(document.RootElement), keys)
            : VerifyHeader(webhook, keys);
    }

    /// <summary>The signature of a body without items, as Adyen writes it in the header.</summary>
    public static string HeaderFor(ReadOnlySpan<byte> body, string secret) => AdyenHmac.Signature(body, secret);

    /// <summary>One item that is not authentic refuses the delivery: what stands beside it may have been put there by anybody.</summary>
    static Verification VerifyItems(IReadOnlyList<JsonElement> items, byte[]?[] keys)
    {
        if (items.Count == 0)
        {
            return Refused(
                RefusalReason.SignatureMissing, $"notificationItems is no list of 1 to {AdyenBody.ItemsMax} items, so nothing is signed.");
        }

        var oldest = 0;
        for (var n = 0; n < items.Count; n++)
        {
            var place = $"Item {n + 1} of {items.Count}";
            if (items[n].Child("additionalData")?.Text(AdyenItemText.SignatureField) is not { Length: > 0 } signature)
            {
                return Refused(RefusalReason.SignatureMissing, $"{place} carries no hmacSignature.");
            }

            if (!AdyenHmac.IsSignature(signature))
            {
                return Refused(RefusalReason.SignatureMalformed, $"{place}: hmacSignature is no base64 of 32 bytes.");
            }

            if (AdyenItemText.Of(items[n], out var problem) is not { } text)
            {
                return Refused(RefusalReason.SignatureMalformed, $"{place}: {problem}");
            }

            var index = AdyenHmac.FindKey(Encoding.UTF8.GetBytes(text), [signature], keys);
            if (index < 0)
            {
                return Refused(RefusalReason.SignatureWrong, $"{place}: none of {keys.Length} live secret(s) gives its hmacSignature.");
            }

            oldest = Math.Max(oldest, index);
        }

        return new Verification.Authentic(oldest);
    }

    static Verification VerifyHeader(RawWebhook webhook, byte[]?[] keys)
    {
        if (!webhook.Headers.TryGetValue(HeaderName, out var header) || string.IsNullOrWhiteSpace(header))
        {
            return Refused(
                RefusalReason.SignatureMissing, "No HmacSignature header, and no notificationItems with signatures of their own.");
        }

        var signatures = header.Split(',', SignaturesMax + 1, StringSplitOptions.TrimEntries);
        if (signatures.Length > SignaturesMax || !Array.TrueForAll(signatures, signature => AdyenHmac.IsSignature(signature)))
        {
            return Refused(
                RefusalReason.SignatureMalformed, $"The HmacSignature header is not 1 to {SignaturesMax} times base64 of 32 bytes.");
        }

        var index = AdyenHmac.FindKey(webhook.Body.Span, signatures, keys);
        return index < 0
            ? Refused(RefusalReason.SignatureWrong, $"None of {keys.Length} live secret(s) gives the HmacSignature header.")
            : new Verification.Authentic(index);
    }

    static Verification.Refused Refused(RefusalReason reason, string detail) => new(reason, detail);
}
