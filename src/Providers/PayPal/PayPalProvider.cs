using System.Text.Json;
using Ledger.Providers.Api;

namespace Ledger.Providers.PayPal;

/// <summary>PayPal: see the README beside this file for what becomes of which event.</summary>
public sealed class PayPalProvider : IPaymentProvider
{
    internal const string ProviderName = "paypal";

    /// <inheritdoc/>
    public string Name => ProviderName;

    /// <summary>
    /// Four days. PayPal documents no tolerance and does not say whether one of its 25 attempts over three days carries the time of the
    /// first: a shorter one might refuse every retry after an outage. A replay within it does nothing: facts are known by their ids for
    /// good.
    /// </summary>
    public int DefaultToleranceSeconds => 4 * 24 * 3600;

    /// <inheritdoc/>
    public Verification Verify(RawWebhook webhook, EndpointSettings settings, DateTimeOffset now) =>
        PayPalSignature.Verify(webhook, settings, now);

    /// <inheritdoc/>
    public Translation Translate(RawWebhook webhook, EndpointSettings settings) => PayPalTranslation.Of(webhook, settings);

    /// <summary>
    /// Translates the same event with its resource as PayPal's API gives it now, in place of the one in the message: its facts are
    /// complete, under the ids that the message's facts have. Never throws on any input.
    /// </summary>
    /// <param name="webhook">The message.</param>
    /// <param name="settings">Its endpoint.</param>
    /// <param name="read">The body of the API's answer: the object that the resource's <c>self</c> link names.</param>
    public static Translation TranslateRead(RawWebhook webhook, EndpointSettings settings, JsonElement read) =>
        PayPalTranslation.OfRead(webhook, settings, read);

    /// <summary>None: only PayPal holds the key. <see cref="PayPalSigner"/> signs with a chain of its own.</summary>
    public SignedRequest? Sign(ReadOnlyMemory<byte> body, string secret, DateTimeOffset at) => null;

    /// <inheritdoc/>
    public IProviderApi Api { get; } = new PayPalApi();
}
