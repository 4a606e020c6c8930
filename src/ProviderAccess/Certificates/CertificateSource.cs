using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Ledger.ProviderAccess.Certificates;

/// <summary>
/// Gets certificates by HTTP: a GET, and one for each missing issuer, that follow no redirect, send no credentials and no cookies and take
/// at most 64 KiB, all within two seconds.
/// </summary>
public sealed class CertificateSource(HttpClient http, TimeProvider time) : ICertificateSource
{
    /// <summary>Largest answer, in bytes; a chain has some 10,000.</summary>
    internal const int BytesMax = 65_536;

    /// <summary>Most certificates of an answer.</summary>
    internal const int CertificatesMax = 8;

    /// <summary>For connection, headers and body together.</summary>
    internal static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    /// <summary>The client that it needs.</summary>
    public static HttpClient NewClient() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        Credentials = null,
        ConnectTimeout = Deadline,
        MaxConnectionsPerServer = CertificateStore.FetchesMax,
        MaxResponseHeadersLength = 16,
        PooledConnectionLifetime = TimeSpan.FromMinutes(2),
    })
    {
        Timeout = Timeout.InfiniteTimeSpan, // The deadline below goes by the gateway's clock.
    };

    /// <inheritdoc/>
    public async Task<FetchedCertificates> FetchAsync(Uri address, IReadOnlyList<string> issuerHosts)
    {
        using var deadline = new CancellationTokenSource(Deadline, time);
        var (bytes, failure) = await GetAsync(address, deadline.Token);
        if (bytes is null)
        {
            return new FetchedCertificates(null, failure);
        }

        var certificates = ParsePem(bytes);
        return certificates.Count is > 0 and <= CertificatesMax
            ? await WithIssuersAsync(certificates, issuerHosts, deadline.Token)
            : new FetchedCertificates(null, $"{certificates.Count} certificates in PEM");
    }

    async Task<(byte[]? Bytes, string? Failure)> GetAsync(Uri address, CancellationToken ct)
    {
        try
        {
            using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, ct);
            if (!response.IsSuccessStatusCode)
            {
                return (null, $"answered {(int)response.StatusCode}");
            }

            await using var stream = await response.Content.ReadAsStreamAsync(ct);
            var buffer = new byte[BytesMax + 1];
            var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
            return length > BytesMax ? (null, "too large") : (buffer[..length], null);
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return (null, e is OperationCanceledException ? "not in time" : e.GetType().Name);
        }
    }

    /// <summary>
    /// Adds issuers that did not come along: each from where the certificate below it says, and only from an allowed host. An authority of
    /// an allowed host cannot be somebody's: what is fetched must bear the issuer's name, and its signature is checked with the chain.
    /// </summary>
    async Task<FetchedCertificates> WithIssuersAsync(
        List<X509Certificate2> certificates, IReadOnlyList<string> issuerHosts, CancellationToken ct)
    {
        for (var place = 0; place < certificates.Count && certificates.Count < CertificatesMax; place++)
        {
            if (HasIssuer(certificates[place], certificates) || IssuerAddress(certificates[place], issuerHosts) is not { } address)
            {
                continue;
            }

            var (bytes, _) = await GetAsync(address, ct);
            if (bytes is null || ParseIssuer(bytes) is not { } issuer || !IsIssuedBy(certificates[place], issuer))
            {
                return new FetchedCertificates(certificates, null) { HasIssuers = false };
            }

            certificates.Add(issuer);
        }

        return new FetchedCertificates(certificates, null);
    }

    static bool HasIssuer(X509Certificate2 certificate, List<X509Certificate2> certificates) =>
        certificates.Exists(other => IsIssuedBy(certificate, other));

    static bool IsIssuedBy(X509Certificate2 certificate, X509Certificate2 issuer) =>
        certificate.IssuerName.RawData.AsSpan().SequenceEqual(issuer.SubjectName.RawData);

    static Uri? IssuerAddress(X509Certificate2 certificate, IReadOnlyList<string> hosts)
    {
        var access = certificate.Extensions.OfType<X509AuthorityInformationAccessExtension>().FirstOrDefault();
        return access?.EnumerateCAIssuersUris()
            .Select(text => Uri.TryCreate(text, UriKind.Absolute, out var uri) ? uri : null)
            .FirstOrDefault(uri => uri is { UserInfo.Length: 0 } && (uri.Scheme == Uri.UriSchemeHttp || uri.Scheme == Uri.UriSchemeHttps)
                && hosts.Contains(uri.Authority, StringComparer.OrdinalIgnoreCase));
    }

    static List<X509Certificate2> ParsePem(byte[] bytes)
    {
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(Encoding.ASCII.GetString(bytes));
            return [.. found];
        }
        catch (CryptographicException)
        {
            return [];
        }
    }

    static X509Certificate2? ParseIssuer(byte[] bytes)
    {
        try
        {
            return X509CertificateLoader.LoadCertificate(bytes);
        }
        catch (CryptographicException)
        {
            return null;
        }
    }
}
