namespace Ledger.Providers.StandardWebhooks;

/// <summary>
/// Senders that sign by Standard Webhooks 1.0 and whose events keep to the open contract; see the README beside this file.
/// </summary>
public sealed class StandardWebhooksProvider : IPaymentProvider
{
    internal const string ProviderName = "standard-webhooks";

    /// <inheritdoc/>
    public string Name => ProviderName;

    /// <inheritdoc/>
    public IReadOnlyList<string> EvidenceHeaders { get; } =
        [StandardSignature.IdHeader, StandardSignature.TimestampHeader, StandardSignature.SignatureHeader];

    /// <inheritdoc/>
    public Verification Verify(RawWebhook webhook, EndpointSettings settings, DateTimeOffset now) =>
        StandardSignature.Verify(webhook, settings, now);

    /// <inheritdoc/>
    public Translation Translate(RawWebhook webhook, EndpointSettings settings) => StandardEnvelope.Translate(webhook, settings);

    /// <summary>
    /// The webhook as its sender would sign it, under an id that is made of the body, so that the same file is the same event; null when
    /// the secret is not one of Standard Webhooks.
    /// </summary>
    public SignedRequest? Sign(ReadOnlyMemory<byte> body, string secret, DateTimeOffset at) => StandardSignature.Sign(body, secret, at);
}
