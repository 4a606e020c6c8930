using Ledger.Providers.Api;

namespace Ledger.Providers;

/// <summary>A payment provider: its signature and its language. Pure, no I/O, no clock of its own.</summary>
public interface IPaymentProvider
{
    /// <summary>Name in addresses, streams and routing keys: lower case letters and hyphens.</summary>
    string Name { get; }

    /// <summary>
    /// Headers, in lower case, that are kept as evidence with a delivery because the signature is made of them; those that begin with the
    /// provider's name are kept anyhow.
    /// </summary>
    IReadOnlyList<string> EvidenceHeaders => [];

    /// <summary>How far a signature's timestamp may be off where the operator states nothing, in seconds.</summary>
    int DefaultToleranceSeconds => 300;

    /// <summary>
    /// Checks the signature over the exact bytes, in constant time, before anything is acted upon (R-GW-03).
    /// </summary>
    Verification Verify(RawWebhook webhook, EndpointSettings settings, DateTimeOffset now);

    /// <summary>Translates an authentic delivery; never throws on any input.</summary>
    Translation Translate(RawWebhook webhook, EndpointSettings settings);

    /// <summary>
    /// The webhook as the provider would sign it: for tests, demo and <c>ledger webhooks sign</c>; null when only the provider itself can.
    /// </summary>
    SignedRequest? Sign(ReadOnlyMemory<byte> body, string secret, DateTimeOffset at);

    /// <summary>Answers a provider that asks by GET whether the endpoint is ours; null when this is no such question.</summary>
    /// <param name="query">The address's query, each name once.</param>
    /// <param name="settings">The endpoint.</param>
    string? AnswerChallenge(IReadOnlyDictionary<string, string> query, EndpointSettings settings) => null;

    /// <summary>What of the provider's API is used; null when it has none that helps.</summary>
    IProviderApi? Api => null;
}
