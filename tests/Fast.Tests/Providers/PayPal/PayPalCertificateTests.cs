using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Ledger.Providers;
using Ledger.Providers.PayPal;
using Xunit;

namespace Ledger.Fast.Tests.Providers.PayPal;

/// <summary>A right signature proves nothing unless the certificate is PayPal's: by address, by name, by chain, at the time.</summary>
public sealed class PayPalCertificateTests
{
    const string WebhookId = "3RN13029J36659323";
    static readonly byte[] Body = "{\"id\":\"WH-1\"}"u8.ToArray();
    static readonly DateTimeOffset Now = Deliveries.ReceivedAt;
    static readonly PayPalSigner Signer = new(new Uri("https://api.paypal.com/c"), Now.AddDays(-1));

    [Theory]
    [InlineData("https://api.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-1a5f47cb")]
    [InlineData("https://api.sandbox.paypal.com/v1/notifications/certs/CERT-360caa42-fca2a594-a5cafa77")]
    [InlineData("https://paypal.com/c")]
    [InlineData("https://API-M.PAYPAL.COM/c")]
    [InlineData("https://api.paypal.com:443/c")]
    public void PayPals_hosts_are_asked(string address) => Assert.IsType<Verification.NeedsCertificate>(AskedFrom(address));

    [Theory]
    [InlineData("http://api.paypal.com/c")]
    [InlineData("https://api.paypal.com:8443/c")]
    [InlineData("https://paypal.com.evil.example/c")]
    [InlineData("https://evilpaypal.com/c")]
    [InlineData("https://paypal.com@evil.example/c")]
    [InlineData("https://user:word@api.paypal.com/c")]
    [InlineData("https://evil.example/?paypal.com")]
    [InlineData("https://evil.example#.paypal.com")]
    [InlineData("https://evil.example\\.paypal.com/c")]
    [InlineData("https://api.paypal.com/c?u=https://evil.example")]
    [InlineData("https://api.paypal.com/c#x")]
    [InlineData("https://api.paypal.com./c")]
    [InlineData("https://аpi.pаypal.com/c")] // Two letters are Cyrillic.
    [InlineData("https://127.0.0.1/c")]
    [InlineData("https://[::1]/c")]
    [InlineData("https://169.254.169.254/latest/meta-data")]
    [InlineData("http://127.0.0.1:8100/c")]
    [InlineData("file:///etc/passwd")]
    [InlineData("ftp://api.paypal.com/c")]
    [InlineData("//api.paypal.com/c")]
    [InlineData("/v1/notifications/certs/CERT-1")]
    [InlineData("DigiCertSHA2ExtendedValidationServerCA.crt")]
    [InlineData("javascript:alert(1)")]
    public void No_other_address_is_ever_asked(string address) =>
        Assert.Equal(RefusalReason.CertificateRefused, PayPalSignatureTests.Reason(AskedFrom(address)));

    [Theory]
    [InlineData("http://127.0.0.1:8100/c", "127.0.0.1:8100", true)]
    [InlineData("http://[::1]:8100/c", "[::1]:8100", true)]
    [InlineData("http://127.0.0.1:8100/c", "127.0.0.1", true)]
    [InlineData("http://127.0.0.1:8101/c", "127.0.0.1:8100", false)]
    [InlineData("https://certs.example/c", "certs.example", true)]
    [InlineData("http://certs.example/c", "certs.example", false)]
    [InlineData("http://10.0.0.1/c", "10.0.0.1", false)]
    [InlineData("https://sub.certs.example/c", "certs.example", false)]
    public void A_host_of_the_settings_is_asked_by_http_only_when_it_is_loopback(string address, string host, bool isAsked) =>
        Assert.Equal(isAsked, AskedFrom(address, host) is Verification.NeedsCertificate);

    [Fact]
    public void A_certificate_of_another_name_is_refused()
    {
        foreach (var name in new[]
        {
            "evil.example", "messageverificationcerts.paypal.com.evil.example", "xmessageverificationcerts.paypal.com", "paypal.com",
            "messageverificationcerts.paypal.com\u0000.evil.example",
        })
        {
            Assert.Equal(RefusalReason.CertificateRefused, Outcome(name));
        }
    }

    [Theory]
    [InlineData("messageverificationcerts.paypal.com")]
    [InlineData("messageverificationcerts.sandbox.paypal.com")]
    public void Both_of_PayPals_names_are_believed(string name) => Assert.Null(Outcome(name));

    [Fact]
    public void A_chain_to_no_trusted_root_is_refused()
    {
        Assert.Equal(RefusalReason.CertificateRefused, Outcome(trustsRoot: false));
        Assert.Equal(RefusalReason.CertificateRefused, Outcome(trustsAnother: true, trustsRoot: false));
        Assert.Null(Outcome(trustsAnother: true));
    }

    // A certificate that expired since must not make an archived message false, nor a new one true.
    [Theory]
    [InlineData(-1, RefusalReason.CertificateRefused)]
    [InlineData(0, null)]
    [InlineData(824, null)]
    [InlineData(826, RefusalReason.CertificateRefused)]
    public void Validity_counts_as_of_the_receipt(int daysAfterStart, RefusalReason? reason) =>
        Assert.Equal(reason, Outcome(from: Now.AddDays(-daysAfterStart)));

    [Fact]
    public void A_key_that_is_too_short_or_not_RSA_is_refused()
    {
        using var shortKey = RSA.Create(1_024);
        using var curve = ECDsa.Create();
        var subject = new X500DistinguishedName("CN=messageverificationcerts.paypal.com");
        using var signedShort = new CertificateRequest(subject, shortKey, HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1)
            .CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
        using var signedCurve = new CertificateRequest(subject, curve, HashAlgorithmName.SHA256)
            .CreateSelfSigned(Now.AddDays(-1), Now.AddDays(1));
        foreach (var certificate in new[] { signedShort, signedCurve })
        {
            var pem = certificate.ExportCertificatePem();
            Assert.Equal(RefusalReason.CertificateRefused, PayPalSignatureTests.Reason(Verify(Signer, [pem], [pem])));
        }
    }

    // The order in an answer is not documented: the one that names PayPal signs, the others may be its issuers.
    [Fact]
    public void The_signer_is_found_among_its_issuers()
    {
        Assert.Equal(new Verification.Authentic(0) { SignedAt = Now }, Verify(Signer, [Signer.RootPem, Signer.CertificatePem], [Signer.RootPem]));
    }

    [Fact]
    public void A_chain_that_was_good_is_good_in_its_time_only_and_under_its_roots_only()
    {
        var store = new KeptStore([Signer.CertificatePem], [Signer.RootPem]);
        var settings = Deliveries.Settings with { Secrets = [WebhookId], Certificates = store, ToleranceSeconds = int.MaxValue };
        RefusalReason? At(DateTimeOffset at, EndpointSettings endpoint) => PayPalSignatureTests.Reason(new PayPalProvider().Verify(
            Deliveries.Of(Body, [.. Signer.Sign(Body, WebhookId, at).Headers.Select(h => (h.Key, h.Value))]) with { ReceivedAt = at },
            endpoint, at));

        Assert.Null(At(Now, settings));
        Assert.Null(At(Now.AddDays(1), settings));
        Assert.Equal(RefusalReason.CertificateRefused, At(Now.AddDays(900), settings));
        Assert.Equal(RefusalReason.CertificateRefused, At(Now.AddDays(-3), settings));
        Assert.Equal(
            RefusalReason.CertificateRefused, At(Now, settings with { Certificates = store with { ExtraRoots = [] } }));
        Assert.Null(At(Now, settings));
    }

    static Verification AskedFrom(string address, params string[] hosts)
    {
        var headers = Signer.Sign(Body, WebhookId, Now).Headers.Select(h => (h.Key, h.Key == "paypal-cert-url" ? address : h.Value));
        var settings = Deliveries.Settings with { Secrets = [WebhookId], CertificateHosts = hosts };
        return new PayPalProvider().Verify(Deliveries.Of(Body, [.. headers]), settings, Now);
    }

    static RefusalReason? Outcome(
        string name = PayPalSigner.SandboxSubject, bool trustsRoot = true, bool trustsAnother = false, DateTimeOffset? from = null)
    {
        using var signer = new PayPalSigner(new Uri("https://api.paypal.com/c"), from ?? Now.AddDays(-1), name);
        string[] roots = [.. trustsRoot ? [signer.RootPem] : Array.Empty<string>(), .. trustsAnother ? [Signer.RootPem] : Array.Empty<string>()];
        return PayPalSignatureTests.Reason(Verify(signer, [signer.CertificatePem], roots));
    }

    static Verification Verify(PayPalSigner signer, string[] certificates, string[] roots)
    {
        var headers = signer.Sign(Body, WebhookId, Now).Headers.Select(h => (h.Key, h.Value));
        var settings = Deliveries.Settings with
        {
            Secrets = [WebhookId],
            Certificates = new PayPalSignatureTests.Store(certificates, roots),
        };
        return new PayPalProvider().Verify(Deliveries.Of(Body, [.. headers]), settings, Now);
    }

    /// <summary>Gives the same certificates each time, as the gateway's does.</summary>
    sealed record KeptStore : ICertificateStore
    {
        readonly IReadOnlyList<X509Certificate2> _certificates;

        public KeptStore(string[] certificates, string[] roots)
        {
            _certificates = [.. certificates.Select(pem => X509Certificate2.CreateFromPem(pem))];
            ExtraRoots = [.. roots.Select(pem => X509Certificate2.CreateFromPem(pem))];
        }

        public IReadOnlyList<X509Certificate2> ExtraRoots { get; init; }

        public IReadOnlyList<X509Certificate2>? Of(Uri address) => _certificates;
    }
}
