using System.Buffers;
using System.Security.Cryptography;

namespace Ledger.Providers.Braintree;

/// <summary>
/// Braintree's webhook signature: form field <c>bt_signature</c> = <c>PUBLIC|HEX[&amp;PUBLIC|HEX]</c>, HMAC-SHA1 over the form field
/// <c>bt_payload</c> as it was received, or with one line feed after it, under the SHA-1 of the private key.
/// </summary>
/// <remarks>
/// Source: braintree_ruby WebhookNotificationGateway and Digest, read 2026-11-28. The scheme has no time: a replayed post is
/// authentic for ever, and is told by its facts, which are known. The XML's timestamp is that of the event, the same in each of the hourly
/// retries: as a time of signing it would look like a clock that is hours off.
/// </remarks>
public static class BraintreeSignature
{
    /// <summary>A longer signature field is refused unread; a pair has about 60 characters.</summary>
    public const int SignatureCharsMax = 4096;

    /// <summary>More pairs than this are refused; Braintree sends one per live key pair.</summary>
    public const int PairsMax = 16;

    static readonly SearchValues<byte> InPayload = SearchValues.Create(
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=\n"u8);

    static readonly SearchValues<char> LowerHex = SearchValues.Create("0123456789abcdef");

    /// <summary>Checks a post; every pair whose public key is ours is compared, always all of them.</summary>
    public static Verification Verify(RawWebhook webhook, EndpointSettings settings)
    {
        if (BraintreeForm.Read(webhook.Body.Span) is not { } form)
        {
            return Refused(RefusalReason.BodyNotForm, "The body is no form with one bt_payload and at most one bt_signature.");
        }

        if (string.IsNullOrWhiteSpace(form.Signature))
        {
            return Refused(RefusalReason.SignatureMissing, "The form has no bt_signature.");
        }

        if (form.Payload.Length == 0 || form.Payload.AsSpan().IndexOfAnyExcept(InPayload) >= 0)
        {
            return Refused(RefusalReason.BodyNotForm, "bt_payload is empty or holds other characters than base64 and line feeds.");
        }

        var pairs = new List<Pair>();
        if (ReadPairs(form.Signature, pairs) is { } problem)
        {
            return Refused(RefusalReason.SignatureMalformed, problem);
        }

        var index = BraintreeChallenge.Has(form.Payload) ? -1 : FindSecret(pairs, form.Payload, settings.Secrets);
        return index >= 0
            ? new Verification.Authentic(index)
            : Refused(RefusalReason.SignatureWrong, WrongDetail(pairs, settings.Secrets));
    }

    /// <summary>A key pair that is not known leads a person elsewhere than one that is known and does not fit.</summary>
    static string WrongDetail(List<Pair> pairs, IReadOnlyList<string> secrets)
    {
        var known = secrets.Select(BraintreeKeys.Of).Select(keys => keys?.Public).ToHashSet(StringComparer.Ordinal);
        var named = pairs.Count(pair => known.Contains(pair.Public));
        return $"None of {pairs.Count} signature(s) fits one of {secrets.Count} key pair(s); {named} of them name a public key of ours.";
    }

    /// <summary>What is wrong with the field; null when there is at least one well-formed pair.</summary>
    static string? ReadPairs(string signature, List<Pair> pairs)
    {
        if (signature.Length > SignatureCharsMax)
        {
            return $"bt_signature has {signature.Length} characters; the limit is {SignatureCharsMax}.";
        }

        var seen = 0;
        foreach (var range in signature.AsSpan().Split('&'))
        {
            var pair = signature.AsSpan()[range];
            var at = pair.IndexOf('|');
            if (at < 0)
            {
                continue;
            }

            if (++seen > PairsMax)
            {
                return $"bt_signature has more than {PairsMax} pairs.";
            }

            var hex = pair[(at + 1)..];
            if (at > 0 && hex.Length == 2 * BraintreeKeys.HashBytes && hex.IndexOfAnyExcept(LowerHex) < 0)
            {
                pairs.Add(new Pair(pair[..at].ToString(), Convert.FromHexString(hex)));
            }
        }

        return pairs.Count == 0 ? "bt_signature has no pair of a public key and 40 lower-case hex digits." : null;
    }

    static int FindSecret(List<Pair> pairs, byte[] payload, IReadOnlyList<string> secrets)
    {
        var found = -1;
        Span<byte> asIs = stackalloc byte[BraintreeKeys.HashBytes];
        Span<byte> withLineFeed = stackalloc byte[BraintreeKeys.HashBytes];
        for (var index = 0; index < secrets.Count; index++)
        {
            if (BraintreeKeys.Of(secrets[index]) is not { } keys)
            {
                continue;
            }

            keys.Sign(payload, asIs, withLineFeed);
            foreach (var pair in pairs.Where(pair => pair.Public == keys.Public))
            {
                var fits = CryptographicOperations.FixedTimeEquals(asIs, pair.Hash)
                    | CryptographicOperations.FixedTimeEquals(withLineFeed, pair.Hash);
                found = fits && found < 0 ? index : found;
            }
        }

        return found;
    }

    static Verification.Refused Refused(RefusalReason reason, string detail) => new(reason, detail);

    sealed record Pair(string Public, byte[] Hash);
}
