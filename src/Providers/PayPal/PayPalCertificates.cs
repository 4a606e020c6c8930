using System.Net;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Ledger.Providers.PayPal;

/// <summary>Which certificates are PayPal's: by where they lie, whom they name, and who issued them.</summary>
/// <remarks>
/// PayPal documents neither host nor subject. Both are what every published vector shows and what PayPal's own Java library checked
/// (<c>CN=messageverificationcerts…</c>, ending in <c>.paypal.com</c>); source: paypal/PayPal-Java-SDK SSLUtil.java @2a34212.
/// </remarks>
static class PayPalCertificates
{
    const string Domain = "paypal.com";
    const int AddressCharsMax = 500;
    const int KeyBitsMin = 2_048;
    const string CommonName = "2.5.4.3";

    /// <summary>Why there is no signer, for people.</summary>
    internal const string OtherSigner =
        "No certificate there is of messageverificationcerts.paypal.com or its sandbox, with an RSA key of at least 2,048 bits.";

    /// <summary>
    /// Where DigiCert, PayPal's authority, keeps its certificates. PayPal's libraries came with the issuer built in, so its answers hold
    /// the signer alone, at least at times.
    /// </summary>
    internal const string IssuerHost = "cacerts.digicert.com";

    /// <summary>Chains that were good and when they are: to build one costs as much as all the rest of a webhook several times.</summary>
    static readonly ConditionalWeakTable<X509Certificate2, GoodChain> GoodChains = [];

    /// <summary>The signers of certificates that are kept.</summary>
    static readonly ConditionalWeakTable<IReadOnlyList<X509Certificate2>, PayPalKey> Signers = [];

    static readonly string[] Subjects = ["messageverificationcerts.paypal.com", "messageverificationcerts.sandbox.paypal.com"];

    /// <summary>
    /// True when the certificate may be fetched from there: https at PayPal's hosts, at the usual port, without credentials, query or
    /// fragment; or a host that the endpoint's settings name, which may be http when it is loopback.
    /// </summary>
    internal static bool TryReadAddress(string text, EndpointSettings settings, out Uri address)
    {
        address = default!;
        if (text.Length > AddressCharsMax || !Uri.TryCreate(text, UriKind.Absolute, out var uri)
            || uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0 || !IsAllowed(uri, settings))
        {
            return false;
        }

        address = uri;
        return true;
    }

    static bool IsAllowed(Uri uri, EndpointSettings settings)
    {
        var isHttps = uri.Scheme == Uri.UriSchemeHttps;
        if (isHttps && uri.IsDefaultPort && uri.HostNameType == UriHostNameType.Dns && IsPayPal(uri.IdnHost))
        {
            return true;
        }

        var isNamed = settings.CertificateHosts.Any(host =>
            host.Equals(uri.Authority, StringComparison.OrdinalIgnoreCase) || host.Equals(uri.Host, StringComparison.OrdinalIgnoreCase));
        return isNamed && (isHttps || (uri.Scheme == Uri.UriSchemeHttp && IsLoopback(uri)));
    }

    static bool IsPayPal(string host) =>
        host.Equals(Domain, StringComparison.OrdinalIgnoreCase) || host.EndsWith("." + Domain, StringComparison.OrdinalIgnoreCase);

    static bool IsLoopback(Uri uri) => IPAddress.TryParse(uri.DnsSafeHost, out var ip) && IPAddress.IsLoopback(ip);

    /// <summary>The certificate that names PayPal and has an RSA key of at least 2,048 bits; null when there is none.</summary>
    internal static PayPalKey? SignerOf(IReadOnlyList<X509Certificate2> certificates)
    {
        if (!Signers.TryGetValue(certificates, out var signer)
            && certificates.FirstOrDefault(certificate => IsPayPals(certificate) && HasKey(certificate)) is { } found)
        {
            Signers.AddOrUpdate(certificates, signer = new PayPalKey(found));
        }

        return signer;
    }

    static bool HasKey(X509Certificate2 certificate)
    {
        using var key = certificate.GetRSAPublicKey();
        return key?.KeySize >= KeyBitsMin;
    }

    static bool IsPayPals(X509Certificate2 certificate)
    {
        var names = certificate.SubjectName.EnumerateRelativeDistinguishedNames()
            .Where(part => !part.HasMultipleElements && part.GetSingleElementType().Value == CommonName)
            .Select(part => part.GetSingleElementValue()).ToList();
        return names is [{ } name] && Subjects.Contains(name, StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>
    /// Null when the signer's chain was good at the time; else what is wrong with it. Nothing is fetched: issuers must have come along, be
    /// known to the machine or stand in the endpoint's settings.
    /// </summary>
    internal static string? ProblemOf(
        X509Certificate2 signer, IReadOnlyList<X509Certificate2> certificates, IReadOnlyList<X509Certificate2> extraRoots,
        DateTimeOffset at)
    {
        if (GoodChains.TryGetValue(signer, out var good) && good.Covers(certificates, extraRoots, at))
        {
            return null;
        }

        var roots = extraRoots.Where(root => root.SubjectName.RawData.AsSpan().SequenceEqual(root.IssuerName.RawData)).ToList();
        X509Certificate2[] issuers = [.. certificates.Where(other => !ReferenceEquals(other, signer)), .. extraRoots.Except(roots)];
        var problem = Build(signer, issuers, roots: null, at, out var from, out var until);
        if (problem is not null && roots.Count > 0)
        {
            problem = Build(signer, issuers, roots, at, out from, out until);
        }

        if (problem is null)
        {
            GoodChains.AddOrUpdate(signer, new GoodChain(certificates, extraRoots, from, until));
        }

        return problem;
    }

    /// <summary>
    /// Null when the chain ends at a trusted root, with the time in which all of its certificates are valid; else what is wrong with it, by
    /// the framework's names.
    /// </summary>
    static string? Build(
        X509Certificate2 signer, X509Certificate2[] issuers, List<X509Certificate2>? roots, DateTimeOffset at, out DateTimeOffset from,
        out DateTimeOffset until)
    {
        (from, until) = (DateTimeOffset.MinValue, DateTimeOffset.MaxValue);
        using var chain = new X509Chain();
        chain.ChainPolicy.RevocationMode = X509RevocationMode.NoCheck; // A list that cannot be fetched must not refuse money.
        chain.ChainPolicy.DisableCertificateDownloads = true;
        chain.ChainPolicy.VerificationTime = at.UtcDateTime;
        chain.ChainPolicy.ExtraStore.AddRange(issuers);
        if (roots is not null)
        {
            chain.ChainPolicy.TrustMode = X509ChainTrustMode.CustomRootTrust;
            chain.ChainPolicy.CustomTrustStore.AddRange(roots.ToArray());
        }

        try
        {
            if (!chain.Build(signer))
            {
                return $"The certificate's chain is not trusted: {string.Join(", ", chain.ChainStatus.Select(s => s.Status).Distinct())}.";
            }

            from = chain.ChainElements.Max(element => new DateTimeOffset(element.Certificate.NotBefore));
            until = chain.ChainElements.Min(element => new DateTimeOffset(element.Certificate.NotAfter));
            return null;
        }
        catch (CryptographicException)
        {
            return "The certificate's chain cannot be built.";
        }
        finally
        {
            foreach (var element in chain.ChainElements)
            {
                element.Certificate.Dispose(); // Copies that the chain made.
            }
        }
    }

    /// <summary>A chain that was good, of these certificates and roots and no others.</summary>
    sealed record GoodChain(
        IReadOnlyList<X509Certificate2> Certificates, IReadOnlyList<X509Certificate2> ExtraRoots, DateTimeOffset From, DateTimeOffset Until)
    {
        public bool Covers(IReadOnlyList<X509Certificate2> certificates, IReadOnlyList<X509Certificate2> extraRoots, DateTimeOffset at) =>
            ReferenceEquals(Certificates, certificates) && ReferenceEquals(ExtraRoots, extraRoots) && at >= From && at <= Until;
    }
}
