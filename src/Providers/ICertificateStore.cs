using System.Security.Cryptography.X509Certificates;

namespace Ledger.Providers;

/// <summary>Certificates that providers sign with, as they were fetched: nothing says yet that they are to be trusted.</summary>
public interface ICertificateStore
{
    /// <summary>The certificate at an address and those that came with it, its own first; null when it is not at hand.</summary>
    IReadOnlyList<X509Certificate2>? Of(Uri address);

    /// <summary>Roots that are trusted beside the machine's own; none but in tests and the demo.</summary>
    IReadOnlyList<X509Certificate2> ExtraRoots => [];
}

/// <summary>None.</summary>
sealed class NoCertificates : ICertificateStore
{
    internal static NoCertificates Instance { get; } = new();

    /// <inheritdoc/>
    public IReadOnlyList<X509Certificate2>? Of(Uri address) => null;
}
