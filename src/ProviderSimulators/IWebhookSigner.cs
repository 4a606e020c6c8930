namespace Ledger.ProviderSimulators;

/// <summary>
/// Signs webhooks where nobody but the provider can: with a key of its own, whose certificate it serves. Key and certificates are made anew
/// at each start and are nobody's outside this process; a gateway believes them only where an endpoint's settings name their root.
/// </summary>
public interface IWebhookSigner
{
    /// <summary>The root of its certificate, in PEM.</summary>
    string RootPem { get; }

    /// <summary>Its certificate, in PEM.</summary>
    string CertificatePem { get; }

    /// <summary>Name of the certificate, for its address: another one after each start, since receivers keep what they fetched.</summary>
    string CertificateName { get; }

    /// <summary>The headers with which the provider would send a body.</summary>
    /// <param name="body">The exact bytes.</param>
    /// <param name="secret">What the receiver's endpoint knows, such as the id of its webhook.</param>
    /// <param name="certificate">Where the certificate lies.</param>
    /// <param name="at">When it is sent.</param>
    IReadOnlyDictionary<string, string> Sign(ReadOnlySpan<byte> body, string secret, Uri certificate, DateTimeOffset at);
}
