namespace Ledger.Providers;

/// <summary>A payment provider: its signature and its language. Pure, no I/O, no clock of its own.</summary>
public interface IPaymentProvider
{
    /// <summary>Name in addresses, streams and routing keys: lower case letters.</summary>
    string Name { get; }

    /// <summary>
    /// Checks the signature over the exact bytes, in constant time, before anything is parsed (R-GW-03).
    /// </summary>
    Verification Verify(RawWebhook webhook, EndpointSettings settings, DateTimeOffset now);

    /// <summary>Translates an authentic delivery; never throws on any input.</summary>
    Translation Translate(RawWebhook webhook, EndpointSettings settings);

    /// <summary>
    /// Headers by which the provider would sign the body: for tests, demo and <c>ledger webhooks sign</c>.
    /// </summary>
    IReadOnlyDictionary<string, string> Sign(ReadOnlyMemory<byte> body, string secret, DateTimeOffset at);
}
