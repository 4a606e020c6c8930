using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Ledger.ProviderSimulators.PayPal;

/// <summary>
/// Signs as PayPal documents it: <c>id|time|webhook id|CRC-32 of the body</c>, SHA-256 with RSA, by a certificate with the name that
/// PayPal's sandbox uses, under a root of no authority.
/// </summary>
sealed class PayPalWebhookSigner : IWebhookSigner, IDisposable
{
    const string Subject = "messageverificationcerts.sandbox.paypal.com";
    static readonly TimeSpan Lifetime = TimeSpan.FromDays(397);
    static readonly uint[] Crc = [.. Enumerable.Range(0, 256).Select(n => Divided((uint)n))];

    readonly RSA _key = RSA.Create(2_048);

    internal PayPalWebhookSigner(DateTimeOffset from)
    {
        using var rootKey = RSA.Create(2_048);
        var rootRequest = Request("Simulated root of no authority", rootKey, isAuthority: true);
        using var root = rootRequest.CreateSelfSigned(from, from + Lifetime);
        using var certificate = Request(Subject, _key, isAuthority: false)
            .Create(root, from, from + Lifetime, RandomNumberGenerator.GetBytes(16));
        (RootPem, CertificatePem) = (root.ExportCertificatePem(), certificate.ExportCertificatePem());
    }

    public string RootPem { get; }

    public string CertificatePem { get; }

    public string CertificateName { get; } = $"CERT-{RandomNumberGenerator.GetHexString(24, lowercase: true)}";

    public IReadOnlyDictionary<string, string> Sign(ReadOnlySpan<byte> body, string secret, Uri certificate, DateTimeOffset at)
    {
        var id = Guid.CreateVersion7(at).ToString();
        var time = at.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        var signed = string.Create(CultureInfo.InvariantCulture, $"{id}|{time}|{secret}|{Checksum(body)}");
        return new Dictionary<string, string>
        {
            ["paypal-transmission-id"] = id,
            ["paypal-transmission-time"] = time,
            ["paypal-transmission-sig"] = Convert.ToBase64String(
                _key.SignData(Encoding.UTF8.GetBytes(signed), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)),
            ["paypal-cert-url"] = certificate.ToString(),
            ["paypal-auth-algo"] = "SHA256withRSA",
        };
    }

    public void Dispose() => _key.Dispose();

    static CertificateRequest Request(string commonName, RSA key, bool isAuthority)
    {
        var request = new CertificateRequest($"CN={commonName}", key, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(isAuthority, false, 0, critical: true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(
            isAuthority ? X509KeyUsageFlags.KeyCertSign : X509KeyUsageFlags.DigitalSignature, critical: true));
        return request;
    }

    /// <summary>CRC-32 as ISO 3309 has it.</summary>
    static uint Checksum(ReadOnlySpan<byte> bytes)
    {
        var rest = uint.MaxValue;
        foreach (var value in bytes)
        {
            rest = Crc[(rest ^ value) & 0xFF] ^ (rest >> 8);
        }

        return ~rest;
    }

    static uint Divided(uint value)
    {
        for (var bit = 0; bit < 8; bit++)
        {
            value = (value & 1) == 1 ? 0xEDB88320 ^ (value >> 1) : value >> 1;
        }

        return value;
    }
}
