using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Ledger.Providers.PayPal;

/// <summary>
/// Plays PayPal's part for tests and the demo: a root of its own, a certificate under it with PayPal's name, and signatures by it. A
/// gateway believes it only where the endpoint's settings name its root and the host that serves <see cref="CertificatePem"/>.
/// </summary>
public sealed class PayPalSigner : IDisposable
{
    /// <summary>The subject of PayPal's certificate in its sandbox.</summary>
    public const string SandboxSubject = "messageverificationcerts.sandbox.paypal.com";

    static readonly TimeSpan Lifetime = TimeSpan.FromDays(825);

    readonly RSA _key = RSA.Create(2_048);
    readonly Uri _certificate;

    /// <summary>Makes keys, root and certificate.</summary>
    /// <param name="certificate">Where the certificate will be served, such as <c>http://127.0.0.1:8100/certs/CERT-1</c>.</param>
    /// <param name="from">First moment of their validity; it lasts 825 days.</param>
    /// <param name="subject">Common name of the certificate.</param>
    public PayPalSigner(Uri certificate, DateTimeOffset from, string subject = SandboxSubject)
    {
        _certificate = certificate;
        using var rootKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var authority = NameOf("Test root of no authority");
        using var root = Extend(new CertificateRequest(authority, rootKey, HashAlgorithmName.SHA256), isAuthority: true)
            .CreateSelfSigned(from, from + Lifetime);
        var request = new CertificateRequest(NameOf(subject), _key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        using var leaf = Extend(request, isAuthority: false).Create(
            authority, X509SignatureGenerator.CreateForECDsa(rootKey), from, from + Lifetime, RandomNumberGenerator.GetBytes(16));
        (RootPem, CertificatePem) = (root.ExportCertificatePem(), leaf.ExportCertificatePem());
    }

    /// <summary>The root, for the endpoint's <c>trustedRoots</c>.</summary>
    public string RootPem { get; }

    /// <summary>What the certificate's address answers.</summary>
    public string CertificatePem { get; }

    /// <summary>The webhook as PayPal would send it.</summary>
    /// <param name="body">The exact bytes.</param>
    /// <param name="webhookId">The webhook's id.</param>
    /// <param name="at">The time of the transmission.</param>
    public SignedRequest Sign(ReadOnlyMemory<byte> body, string webhookId, DateTimeOffset at)
    {
        var id = Guid.CreateVersion7(at).ToString();
        var time = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var message = PayPalSignature.MessageOf(id, time, webhookId, body.Span);
        var signature = _key.SignData(Encoding.UTF8.GetBytes(message), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        return new SignedRequest(body, new Dictionary<string, string>(StringComparer.Ordinal)
        {
            [PayPalTransmission.IdHeader] = id,
            [PayPalTransmission.TimeHeader] = time,
            [PayPalTransmission.SignatureHeader] = Convert.ToBase64String(signature),
            [PayPalTransmission.CertificateHeader] = _certificate.ToString(),
            [PayPalTransmission.AlgorithmHeader] = PayPalTransmission.Algorithm,
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _key.Dispose();

    static X500DistinguishedName NameOf(string commonName)
    {
        var name = new X500DistinguishedNameBuilder();
        name.AddCommonName(commonName);
        return name.Build();
    }

    static CertificateRequest Extend(CertificateRequest request, bool isAuthority)
    {
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            isAuthority ? X509KeyUsageFlags.KeyCertSign : X509KeyUsageFlags.DigitalSignature, critical: true));
        return request;
    }
}
