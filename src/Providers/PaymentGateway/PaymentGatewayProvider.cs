namespace Ledger.Providers.PaymentGateway;

/// <summary>
/// Any gateway that keeps to the open contract (R-GW-02); see the README beside this file and docs/gateway-contract.md, which is for those
/// who build one.
/// </summary>
public sealed class PaymentGatewayProvider : IPaymentProvider
{
    internal const string ProviderName = "payment-gateway";

    /// <inheritdoc/>
    public string Name => ProviderName;

    /// <inheritdoc/>
    public IReadOnlyList<string> EvidenceHeaders { get; } = [GatewaySignature.HeaderName];

    /// <inheritdoc/>
    public Verification Verify(RawWebhook webhook, EndpointSettings settings, DateTimeOffset now) =>
        GatewaySignature.Verify(webhook, settings, now);

    /// <inheritdoc/>
    public Translation Translate(RawWebhook webhook, EndpointSettings settings) => GatewayEnvelope.Translate(webhook, settings);

    /// <inheritdoc/>
    public SignedRequest Sign(ReadOnlyMemory<byte> body, string secret, DateTimeOffset at) => new(
        body, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [GatewaySignature.HeaderName] = GatewaySignature.HeaderFor(body.Span, secret, at),
        });
}
