using Ledger.Providers.Api;

namespace Ledger.Providers.Adyen;

/// <summary>Adyen: see the README beside this file for what becomes of which event.</summary>
public sealed class AdyenProvider : IPaymentProvider
{
    internal const string ProviderName = "adyen";

    /// <inheritdoc/>
    public string Name => ProviderName;

    /// <inheritdoc/>
    public IReadOnlyList<string> EvidenceHeaders => [AdyenSignature.HeaderName, "protocol"];

    /// <inheritdoc/>
    public Verification Verify(RawWebhook webhook, EndpointSettings settings, DateTimeOffset now) =>
        AdyenSignature.Verify(webhook, settings);

    /// <inheritdoc/>
    public Translation Translate(RawWebhook webhook, EndpointSettings settings) => AdyenTranslation.Of(webhook, settings);

    /// <inheritdoc/>
    public SignedRequest Sign(ReadOnlyMemory<byte> body, string secret, DateTimeOffset at) => AdyenSigning.Sign(body, secret);

    /// <inheritdoc/>
    public IProviderApi Api { get; } = new AdyenApi();
}
