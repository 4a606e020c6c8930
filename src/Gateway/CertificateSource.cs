using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Ledger.Gateway;

/// <summary>
/// Gets certificates by HTTP: one GET that follows no redirect, sends no credentials and no cookies, and takes at most 64 KiB within
/// two seconds.
/// </summary>
sealed class CertificateSource(HttpClient http, TimeProvider time) : ICertificateSource
{
    /// <summary>Largest answer, in bytes; a chain has some 10,000.</summary>
    internal const int BytesMax = 65_536;

    /// <summary>Most certificates of an answer.</summary>
    internal const int CertificatesMax = 8;

    /// <summary>For connection, headers and body together.</summary>
    internal static readonly TimeSpan Deadline = TimeSpan.FromSeconds(2);

    /// <summary>The client that it needs.</summary>
    internal static HttpClient NewClient() => new(new SocketsHttpHandler
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
    public async Task<FetchedCertificates> FetchAsync(Uri address)
    {
        using var deadline = new CancellationTokenSource(Deadline, time);
        try
        {
            using var response = await http.GetAsync(address, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
            if (!response.IsSuccessStatusCode)
            {
                return Failed($"answered {(int)response.StatusCode}");
            }

            return await ReadAsync(response, deadline.Token) is { } bytes ? Parse(bytes) : Failed("too large");
        }
        catch (Exception e) when (e is HttpRequestException or IOException or OperationCanceledException)
        {
            return Failed(e is OperationCanceledException ? "not in time" : e.GetType().Name);
        }
    }

    static async Task<byte[]?> ReadAsync(HttpResponseMessage response, CancellationToken ct)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(ct);
        var buffer = new byte[BytesMax + 1];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, ct);
        return length > BytesMax ? null : buffer[..length];
    }

    static FetchedCertificates Parse(byte[] bytes)
    {
        var found = new X509Certificate2Collection();
        try
        {
            found.ImportFromPem(Encoding.ASCII.GetString(bytes));
        }
        catch (CryptographicException)
        {
            return Failed("no certificates in PEM");
        }

        return found.Count is > 0 and <= CertificatesMax
            ? new FetchedCertificates([.. found], null)
            : Failed($"{found.Count} certificates in PEM");
    }

    static FetchedCertificates Failed(string failure) => new(null, failure);
}
