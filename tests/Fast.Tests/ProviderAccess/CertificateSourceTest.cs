using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Ledger.ProviderAccess.Certificates;
using Ledger.Providers.PayPal;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Fast.Tests.ProviderAccess;

/// <summary>What the gateway takes from a host, over a real connection on loopback.</summary>
public sealed class CertificateSourceTest : IAsyncLifetime
{
    static readonly PayPalSigner Signer = new(new Uri("http://127.0.0.1/c"), new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));

    readonly LoopbackHost _host = new();
    readonly HttpClient _http = CertificateSource.NewClient();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await _host.DisposeAsync();
    }

    [Fact]
    public async Task Certificates_come_in_the_order_in_which_they_are_written()
    {
        var fetched = await FetchAsync(_host.Serve("/c", Signer.CertificatePem + "\n" + Signer.RootPem));

        Assert.Null(fetched.Failure);
        Assert.Equal(
            ["CN=messageverificationcerts.sandbox.paypal.com", "CN=Test root of no authority"],
            fetched.Certificates!.Select(certificate => certificate.Subject));
        Assert.Equal(["GET /c HTTP/1.1"], _host.Requests);
    }

    // A redirect is how a host that is allowed would lead to one that is not.
    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task No_redirect_is_followed(int status)
    {
        _host.Serve("/inside", Signer.CertificatePem);
        var fetched = await FetchAsync(_host.Serve("/c", "", status, $"Location: {new Uri(_host.Address, "/inside")}\r\n"));

        Assert.Equal($"answered {status}", fetched.Failure);
        Assert.Equal(["GET /c HTTP/1.1"], _host.Requests);
    }

    [Theory]
    [InlineData(404)]
    [InlineData(500)]
    public async Task An_error_is_told_by_its_status(int status) =>
        Assert.Equal($"answered {status}", (await FetchAsync(_host.Serve("/c", Signer.CertificatePem, status))).Failure);

    [Fact]
    public async Task A_body_over_the_limit_is_not_taken() => Assert.Equal(
        "too large", (await FetchAsync(_host.Serve("/c", Signer.CertificatePem + new string('x', CertificateSource.BytesMax)))).Failure);

    // A length that the head does not state, and no end.
    [Fact]
    public async Task A_body_without_end_is_not_taken()
    {
        var endless = Encoding.ASCII.GetBytes("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n" + new string('x', 1_000_000));

        Assert.Equal("too large", (await FetchAsync(_host.Serve("/c", _ => Task.FromResult(endless)))).Failure);
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html>")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n")]
    [InlineData("-----BEGIN CERTIFICATE-----\nAAAA")]
    public async Task What_is_no_certificate_is_not_taken(string body) =>
        Assert.Contains("certificates in PEM", (await FetchAsync(_host.Serve("/c", body))).Failure, StringComparison.Ordinal);

    [Fact]
    public async Task More_certificates_than_a_chain_has_are_not_taken()
    {
        var many = string.Concat(Enumerable.Repeat(Signer.RootPem + "\n", CertificateSource.CertificatesMax + 1));

        Assert.Equal("9 certificates in PEM", (await FetchAsync(_host.Serve("/c", many))).Failure);
    }

    [Fact]
    public async Task A_host_that_does_not_answer_is_given_up_after_two_seconds()
    {
        var address = _host.Serve("/c", async ct =>
        {
            await Task.Delay(TimeSpan.FromMinutes(1), ct);
            return [];
        });
        var began = TimeProvider.System.GetTimestamp();
        var fetched = await FetchAsync(address);

        Assert.Equal("not in time", fetched.Failure);
        Assert.InRange(TimeProvider.System.GetElapsedTime(began).TotalSeconds, 1.5, 20);
    }

    [Fact]
    public async Task A_host_that_is_away_is_named_by_the_fault()
    {
        Uri address;
        await using (var gone = new LoopbackHost())
        {
            address = gone.Serve("/c", Signer.CertificatePem);
        }

        Assert.Equal("HttpRequestException", (await FetchAsync(address)).Failure);
    }

    // PayPal's answer may hold the signer alone: its issuer lies where the certificate says, at the authority's host.
    [Fact]
    public async Task Issuers_that_did_not_come_along_are_fetched_from_an_allowed_host()
    {
        using var chain = new ThreeCertificates(_host.Address);
        Serve("/middle.crt", chain.Middle.RawData);
        Serve("/root.crt", chain.Root.RawData);

        var fetched = await FetchAsync(_host.Serve("/c", chain.Leaf.ExportCertificatePem()), _host.Address.Authority);

        Assert.True(fetched.HasIssuers);
        Assert.Equal(["CN=leaf", "CN=middle", "CN=root"], fetched.Certificates!.Select(certificate => certificate.Subject));
        Assert.Equal(["GET /c HTTP/1.1", "GET /middle.crt HTTP/1.1", "GET /root.crt HTTP/1.1"], _host.Requests);
    }

    [Theory]
    [InlineData("cacerts.digicert.com")]
    [InlineData("127.0.0.1")] // Another port.
    public async Task No_other_host_is_asked_for_an_issuer(string host)
    {
        using var chain = new ThreeCertificates(_host.Address);

        var fetched = await FetchAsync(_host.Serve("/c", chain.Leaf.ExportCertificatePem()), host);

        Assert.Equal(["CN=leaf"], fetched.Certificates!.Select(certificate => certificate.Subject));
        Assert.Equal(["GET /c HTTP/1.1"], _host.Requests);
    }

    [Fact]
    public async Task An_issuer_that_is_not_there_or_another_is_not_taken_and_asked_for_again_soon()
    {
        using var chain = new ThreeCertificates(_host.Address);
        var address = _host.Serve("/c", chain.Leaf.ExportCertificatePem());
        var missing = await FetchAsync(address, _host.Address.Authority);
        Serve("/middle.crt", chain.Root.RawData);
        var another = await FetchAsync(address, _host.Address.Authority);
        Serve("/middle.crt", [1, 2, 3]);
        var nonsense = await FetchAsync(address, _host.Address.Authority);

        Assert.All([missing, another, nonsense], fetched =>
        {
            Assert.False(fetched.HasIssuers);
            Assert.Single(fetched.Certificates!);
        });
    }

    void Serve(string path, byte[] body) => _host.Serve(path, _ => Task.FromResult<byte[]>(
        [.. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n"), .. body]));

    Task<FetchedCertificates> FetchAsync(Uri address, params string[] issuerHosts) =>
        new CertificateSource(_http, TimeProvider.System).FetchAsync(address, issuerHosts);

    /// <summary>Leaf, middle and root; leaf and middle say where their issuers lie.</summary>
    sealed class ThreeCertificates : IDisposable
    {
        static readonly DateTimeOffset From = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public ThreeCertificates(Uri host)
        {
            using ECDsa rootKey = ECDsa.Create(), middleKey = ECDsa.Create(), leafKey = ECDsa.Create();
            Root = Request("CN=root", rootKey, null).CreateSelfSigned(From, From.AddYears(9));
            using var middle = Request("CN=middle", middleKey, new Uri(host, "/root.crt")).Create(Root, From, From.AddYears(8), [1]);
            Middle = middle.CopyWithPrivateKey(middleKey);
            Leaf = Request("CN=leaf", leafKey, new Uri(host, "/middle.crt")).Create(Middle, From, From.AddYears(7), [2]);
        }

        public X509Certificate2 Root { get; }

        public X509Certificate2 Middle { get; }

        public X509Certificate2 Leaf { get; }

        public void Dispose()
        {
            Root.Dispose();
            Middle.Dispose();
            Leaf.Dispose();
        }

        static CertificateRequest Request(string name, ECDsa key, Uri? issuer)
        {
            var request = new CertificateRequest(name, key, HashAlgorithmName.SHA256);
            request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, false, 0, true));
            if (issuer is not null)
            {
                request.CertificateExtensions.Add(new X509AuthorityInformationAccessExtension(null, [issuer.ToString()]));
            }

            return request;
        }
    }
}
