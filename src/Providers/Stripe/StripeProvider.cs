using Ledger.Providers.Api;

namespace Ledger.Providers.Stripe;

/// <summary>Stripe: see the README beside this file for what becomes of which event.</summary>
public sealed class StripeProvider : IPaymentProvider
{
    internal const string ProviderName = "stripe";

    /// <inheritdoc/>
    public string Name => ProviderName;

    /// <inheritdoc/>
    public Verification Verify(RawWebhook webhook, EndpointSettings settings, DateTimeOffset now) =>
        StripeSignature.Verify(webhook, settings, now);

    /// <inheritdoc/>
    public Translation Translate(RawWebhook webhook, EndpointSettings settings) =>
        StripeTranslation.Of(webhook, settings);

    /// <inheritdoc/>
    public SignedRequest Sign(ReadOnlyMemory<byte> body, string secret, DateTimeOffset at) => new(
        body, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [StripeSignature.HeaderName] = StripeSignature.HeaderFor(body.Span, secret, at),
        });

    /// <inheritdoc/>
    public IProviderApi Api { get; } = new StripeApi();
}
