using Ledger.Providers.Api;

namespace Ledger.Providers.Braintree;

/// <summary>Braintree: see the README beside this file for what becomes of which notification.</summary>
public sealed class BraintreeProvider : IPaymentProvider
{
    internal const string ProviderName = "braintree";

    /// <inheritdoc/>
    public string Name => ProviderName;

    /// <inheritdoc/>
    public Verification Verify(RawWebhook webhook, EndpointSettings settings, DateTimeOffset now) =>
        BraintreeSignature.Verify(webhook, settings);

    /// <inheritdoc/>
    public Translation Translate(RawWebhook webhook, EndpointSettings settings) =>
        BraintreeTranslation.Of(webhook, settings);

    /// <summary>The notification's XML as Braintree would post it: a form with the payload in base64 and its signature.</summary>
    /// <param name="body">The XML.</param>
    /// <param name="secret">The key pair, as <c>publicKey|privateKey</c>.</param>
    /// <param name="at">Not part of the signature; the XML has its own time.</param>
    public SignedRequest Sign(ReadOnlyMemory<byte> body, string secret, DateTimeOffset at) => new(
        BraintreeForm.Post(body.Span, BraintreeKeys.ForSigning(secret)), new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["content-type"] = "application/x-www-form-urlencoded",
        });

    /// <inheritdoc/>
    public string? AnswerChallenge(IReadOnlyDictionary<string, string> query, EndpointSettings settings) =>
        BraintreeChallenge.Answer(query, settings);

    /// <inheritdoc/>
    public IProviderApi Api { get; } = new BraintreeApi();
}
