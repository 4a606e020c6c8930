using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text.Json;
using Ledger.Providers;

namespace Ledger.ProviderAccess.Certificates;

/// <summary>What the secrets file says about certificates: further hosts where they lie, and further roots that are trusted.</summary>
static class SecretsFileCertificates
{
    const int EntriesMax = 8;
    const int HostCharsMax = 255;

    /// <summary>Hosts, as <c>host</c> or <c>host:port</c>.</summary>
    public static IReadOnlyList<string> ReadHosts(JsonElement value, string path, List<string> errors)
    {
        var hosts = Texts(value);
        if (hosts is not null && hosts.All(IsHost))
        {
            return hosts;
        }

        errors.Add($"{path}: must be a list of at most {EntriesMax} hosts, each as host or host:port.");
        return [];
    }

    /// <summary>Certificates in PEM. Those that issued themselves are trusted as roots, others only complete chains.</summary>
    public static ICertificateStore ReadRoots(JsonElement value, string path, List<string> errors)
    {
        var roots = new X509Certificate2Collection();
        try
        {
            foreach (var text in Texts(value) ?? throw new CryptographicException())
            {
                var before = roots.Count;
                roots.ImportFromPem(text);
                if (roots.Count == before)
                {
                    throw new CryptographicException();
                }
            }
        }
        catch (CryptographicException)
        {
            errors.Add($"{path}: must be a list of at most {EntriesMax} certificates in PEM.");
            return new TrustedRoots([]);
        }

        return new TrustedRoots([.. roots]);
    }

    static List<string>? Texts(JsonElement value) =>
        value.ValueKind == JsonValueKind.Array && value.GetArrayLength() <= EntriesMax
        && value.EnumerateArray().All(item => item.ValueKind == JsonValueKind.String)
            ? [.. value.EnumerateArray().Select(item => item.GetString()!)]
            : null;

    static bool IsHost(string text) =>
        text.Length is > 0 and <= HostCharsMax && Uri.TryCreate($"https://{text}/", UriKind.Absolute, out var uri)
        && (uri.Authority.Equals(text, StringComparison.OrdinalIgnoreCase) || uri.Host.Equals(text, StringComparison.OrdinalIgnoreCase));

    /// <summary>Roots alone, until the gateway's store is put behind them.</summary>
    sealed record TrustedRoots(IReadOnlyList<X509Certificate2> ExtraRoots) : ICertificateStore
    {
        /// <inheritdoc/>
        public IReadOnlyList<X509Certificate2>? Of(Uri address) => null;
    }
}
