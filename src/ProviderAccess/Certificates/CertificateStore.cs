using System.Security.Cryptography.X509Certificates;
using Ledger.Providers;
using Microsoft.Extensions.Logging;

namespace Ledger.ProviderAccess.Certificates;

/// <summary>
/// Certificates that providers sign with, fetched when a provider asks for one and kept for a day. What is fetched from where is the
/// provider's decision (its hosts only); this store bounds it: one fetch of an address at a time, few at all, and a failure is
/// remembered, so that nobody can make the gateway knock at a host as often as he likes.
/// </summary>
public sealed class CertificateStore(ICertificateSource source, TimeProvider time, ILogger<CertificateStore> log)
{
    /// <summary>Addresses whose certificates are kept; a provider has a handful. The one not used for longest goes first.</summary>
    internal const int AddressesMax = 32;

    /// <summary>Failures that are remembered; the oldest goes first, and never a certificate for it.</summary>
    internal const int FailuresMax = 256;

    /// <summary>Fetches at one time; what is over it is told to come back.</summary>
    internal const int FetchesMax = 8;

    /// <summary>After it a certificate is fetched again: a provider may have withdrawn it.</summary>
    internal static readonly TimeSpan KeptFor = TimeSpan.FromDays(1);

    /// <summary>How long certificates are kept whose issuer is missing.</summary>
    internal static readonly TimeSpan KeptWithoutIssuerFor = TimeSpan.FromMinutes(1);

    /// <summary>How long an address that failed is not asked again.</summary>
    internal static readonly TimeSpan FailedFor = TimeSpan.FromSeconds(10);

    /// <summary>Anybody can name addresses that do not exist: of their failures one in a while is logged.</summary>
    static readonly TimeSpan FailureLoggedEvery = TimeSpan.FromSeconds(1);

    readonly Lock _lock = new();
    readonly Dictionary<Uri, Kept> _kept = [];
    readonly Dictionary<Uri, DateTimeOffset> _failed = [];
    readonly Dictionary<Uri, Task> _fetching = [];
    DateTimeOffset _nextFailureLogged;

    /// <summary>Endpoints whose certificates come from here: the secrets file knows roots only.</summary>
    public WebhookEndpoints Complete(WebhookEndpoints endpoints) => new([.. endpoints.All.Select(endpoint => endpoint with
    {
        Settings = endpoint.Settings with
        {
            Certificates = new EndpointCertificates(this, endpoint.Settings.Certificates.ExtraRoots),
        },
    })]);

    /// <summary>The certificates of an address, its own first; null when they are not at hand or too old.</summary>
    public IReadOnlyList<X509Certificate2>? Of(Uri address)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (!_kept.TryGetValue(address, out var kept) || kept.Until <= now)
            {
                return null;
            }

            kept.UsedAt = now;
            return kept.Certificates;
        }
    }

    /// <summary>
    /// Fetches an address unless it is at hand, has just failed, or too much is being fetched; ends when that is known, within the source's
    /// deadline. Who asks for an address that is being fetched waits for that.
    /// </summary>
    /// <param name="address">Where the certificate lies, as a provider allowed it.</param>
    /// <param name="issuerHosts">Hosts from which issuers that did not come along may be fetched, as a provider allowed them.</param>
    public Task FetchAsync(Uri address, IReadOnlyList<string> issuerHosts)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            if (_fetching.TryGetValue(address, out var running))
            {
                return running;
            }

            var isKnown = _kept.TryGetValue(address, out var kept) && kept.Until > now;
            var hasFailed = _failed.TryGetValue(address, out var until) && until > now;
            return isKnown || hasFailed || _fetching.Count >= FetchesMax
                ? Task.CompletedTask
                : _fetching[address] = Task.Run(() => RunAsync(address, issuerHosts));
        }
    }

    async Task RunAsync(Uri address, IReadOnlyList<string> issuerHosts)
    {
        try
        {
            Keep(address, await source.FetchAsync(address, issuerHosts));
        }
        finally
        {
            lock (_lock)
            {
                _fetching.Remove(address);
            }
        }
    }

    void Keep(Uri address, FetchedCertificates fetched)
    {
        var now = time.GetUtcNow();
        var isLogged = true;
        lock (_lock)
        {
            if (fetched.Certificates is { } certificates)
            {
                _failed.Remove(address);
                var until = now + (fetched.HasIssuers ? KeptFor : KeptWithoutIssuerFor);
                _kept[address] = new Kept(certificates, until) { UsedAt = now };
                DropOver(_kept, AddressesMax, kept => kept.UsedAt);
            }
            else
            {
                _failed[address] = now + FailedFor;
                DropOver(_failed, FailuresMax, askedAgainAt => askedAgainAt);
                isLogged = now >= _nextFailureLogged;
                _nextFailureLogged = isLogged ? now + FailureLoggedEvery : _nextFailureLogged;
            }
        }

        if (isLogged)
        {
            Log(address, fetched);
        }
    }

    /// <summary>The path is a stranger's text; the host is one that the provider allows.</summary>
    void Log(Uri address, FetchedCertificates fetched)
    {
        if (fetched.Failure is { } failure)
        {
            log.CertificateNotFetched(address.Host, failure);
        }
        else
        {
            log.CertificateFetched(address.Host, fetched.Certificates!.Count);
        }
    }

    /// <summary>Certificates that are dropped may still be in use: they are left to the collector.</summary>
    static void DropOver<T>(Dictionary<Uri, T> entries, int most, Func<T, DateTimeOffset> age)
    {
        if (entries.Count > most)
        {
            entries.Remove(entries.MinBy(entry => age(entry.Value)).Key);
        }
    }

    sealed record Kept(IReadOnlyList<X509Certificate2> Certificates, DateTimeOffset Until)
    {
        public DateTimeOffset UsedAt { get; set; }
    }
}

/// <summary>The certificates as one endpoint sees them: with the roots that its settings trust.</summary>
sealed class EndpointCertificates(CertificateStore store, IReadOnlyList<X509Certificate2> extraRoots) : ICertificateStore
{
    /// <inheritdoc/>
    public IReadOnlyList<X509Certificate2> ExtraRoots => extraRoots;

    /// <inheritdoc/>
    public IReadOnlyList<X509Certificate2>? Of(Uri address) => store.Of(address);
}
