using System.Security.Cryptography.X509Certificates;

namespace Ledger.ProviderAccess.Certificates;

/// <summary>Gets certificates from an address.</summary>
public interface ICertificateSource
{
    /// <summary>One attempt, which ends by itself within seconds.</summary>
    /// <param name="address">Where the certificates lie.</param>
    /// <param name="issuerHosts">Hosts from which issuers that did not come along may be fetched.</param>
    Task<FetchedCertificates> FetchAsync(Uri address, IReadOnlyList<string> issuerHosts);
}

/// <summary>What one attempt gave.</summary>
/// <param name="Certificates">The certificates, in the order in which they came; null when there are none.</param>
/// <param name="Failure">Why there are none, in words of ours; null when there are.</param>
public sealed record FetchedCertificates(IReadOnlyList<X509Certificate2>? Certificates, string? Failure)
{
    /// <summary>False when an issuer did not come along and could not be fetched either: worth another attempt soon.</summary>
    public bool HasIssuers { get; init; } = true;
}
