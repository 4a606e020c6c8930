using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ledger.Providers.PayPal;

/// <summary>
/// A certificate that signs, with its public key taken out of it as often as it is needed at one time: that costs as much as the check of a
/// signature, and nobody promises that two may use one at once.
/// </summary>
/// <param name="certificate">The certificate; it has an RSA key.</param>
sealed class PayPalKey(X509Certificate2 certificate)
{
    readonly ConcurrentBag<RSA> _idle = [];

    /// <summary>The certificate.</summary>
    internal X509Certificate2 Certificate => certificate;

    /// <summary>A key for one check, to be given back.</summary>
    internal RSA Take() => _idle.TryTake(out var key) ? key : certificate.GetRSAPublicKey()!;

    /// <summary>Gives a key back; one that is not is left to the collector.</summary>
    internal void Return(RSA key) => _idle.Add(key);
}
