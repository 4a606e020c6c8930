namespace Ledger.Providers.PayPal;

/// <summary>PayPal: see the README beside this file for what becomes of which event.</summary>
public sealed class PayPalProvider : IPaymentProvider
{
    internal const string ProviderName = "paypal";

    /// <inheritdoc/>
    public string Name => ProviderName;

    /// <summary>
    /// Four days. PayPal documents no tolerance and does not say whether one of its 25 attempts over three days carries the time of the
    /// first: a shorter one might refuse every retry after an outage. A replay within it does nothing: facts are known by their ids for good.
    /// </summary>
    public int DefaultToleranceSeconds => 4 * 24 * 3600;

    /// <inheritdoc/>
    public Verification Verify(RawWebhook webhook, EndpointSettings settings, DateTimeOffset now) =>
        PayPalSignature.Verify(webhook, settings, now);

    /// <inheritdoc/>
    public Translation Translate(RawWebhook webhook, EndpointSettings settings) => PayPalTranslation.Of(webhook, settings);

    /// <summary>None: only PayPal holds the key. <see cref="PayPalSigner"/> signs with a chain of its own.</summary>
    public SignedRequest? Sign(ReadOnlyMemory<byte> body, string secret, DateTimeOffset at) => null;
}
