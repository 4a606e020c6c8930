using System.Collections.Concurrent;
using System.Security.Cryptography.X509Certificates;
using Ledger.Fast.Tests.Gateway;
using Ledger.ProviderAccess.Certificates;
using Ledger.Providers.PayPal;
using Microsoft.Extensions.Logging.Abstractions;
using Xunit;

namespace Ledger.Fast.Tests.ProviderAccess;

public sealed class CertificateStoreTest
{
    static readonly IReadOnlyList<X509Certificate2> Certificates = [X509Certificate2.CreateFromPem(CertificatePem())];

    readonly HandClock _clock = new();
    readonly ScriptedSource _source = new();
    readonly CertificateStore _store;

    public CertificateStoreTest() => _store = new CertificateStore(_source, _clock, NullLogger<CertificateStore>.Instance);

    [Fact]
    public async Task A_certificate_is_fetched_once_and_kept_for_a_day()
    {
        Assert.Null(_store.Of(At("a")));
        await FetchAsync(At("a"));
        await FetchAsync(At("a"));
        Assert.Same(Certificates, _store.Of(At("a")));

        _clock.Advance(CertificateStore.KeptFor - TimeSpan.FromSeconds(1));
        Assert.NotNull(_store.Of(At("a")));
        _clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(_store.Of(At("a")));
        await FetchAsync(At("a"));

        Assert.NotNull(_store.Of(At("a")));
        Assert.Equal(2, _source.Fetches("a"));
    }

    [Fact]
    public async Task Many_who_ask_at_once_share_one_fetch()
    {
        var gate = _source.Hold("a");
        var waiting = Enumerable.Range(0, 100).Select(_ => FetchAsync(At("a"))).ToList();
        Assert.All(waiting, wait => Assert.False(wait.IsCompleted));
        gate.SetResult();
        await Task.WhenAll(waiting);

        Assert.Equal(1, _source.Fetches("a"));
        Assert.NotNull(_store.Of(At("a")));
    }

    [Fact]
    public async Task An_address_that_failed_is_not_asked_again_at_once()
    {
        _source.Fail("a");
        await FetchAsync(At("a"));
        await FetchAsync(At("a"));
        Assert.Equal(1, _source.Fetches("a"));

        _clock.Advance(CertificateStore.FailedFor);
        await FetchAsync(At("a"));

        Assert.Equal(2, _source.Fetches("a"));
        Assert.Null(_store.Of(At("a")));
    }

    [Fact]
    public async Task More_than_a_few_fetches_at_once_are_not_begun()
    {
        var gates = Enumerable.Range(0, CertificateStore.FetchesMax).Select(n => _source.Hold($"slow-{n}")).ToList();
        var slow = Enumerable.Range(0, CertificateStore.FetchesMax).Select(n => FetchAsync(At($"slow-{n}"))).ToList();

        await FetchAsync(At("one-more"));
        Assert.Equal(0, _source.Fetches("one-more"));

        gates.ForEach(gate => gate.SetResult());
        await Task.WhenAll(slow);
        await FetchAsync(At("one-more"));
        Assert.NotNull(_store.Of(At("one-more")));
    }

    // Anybody can name addresses: those that fail must not push out the one that counts.
    [Fact]
    public async Task Ten_thousand_addresses_that_fail_push_no_certificate_out()
    {
        await FetchAsync(At("a"));
        for (var n = 0; n < 10_000; n++)
        {
            _source.Fail($"junk-{n}");
            await FetchAsync(At($"junk-{n}"));
        }

        Assert.NotNull(_store.Of(At("a")));
        Assert.Null(_store.Of(At("junk-1")));
    }

    [Fact]
    public async Task Of_too_many_certificates_the_one_not_used_for_longest_goes()
    {
        for (var n = 0; n < CertificateStore.AddressesMax; n++)
        {
            await FetchAsync(At($"{n}"));
            _clock.Advance(TimeSpan.FromSeconds(1));
        }

        Assert.NotNull(_store.Of(At("0"))); // Used just now: it is the second that is oldest.
        await FetchAsync(At("another"));

        Assert.NotNull(_store.Of(At("0")));
        Assert.Null(_store.Of(At("1")));
        Assert.NotNull(_store.Of(At("another")));
    }

    [Fact]
    public async Task Certificates_without_their_issuer_are_kept_for_a_minute_only()
    {
        await FetchAsync(At("no-issuer"));
        _clock.Advance(CertificateStore.KeptWithoutIssuerFor - TimeSpan.FromSeconds(1));
        Assert.NotNull(_store.Of(At("no-issuer")));
        _clock.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(_store.Of(At("no-issuer")));
    }

    [Fact]
    public async Task A_fault_of_the_source_leaves_the_address_free()
    {
        _source.Break("a");
        await Assert.ThrowsAsync<InvalidDataException>(() => FetchAsync(At("a")));
        _source.Mend("a");
        await FetchAsync(At("a"));

        Assert.NotNull(_store.Of(At("a")));
    }

    Task FetchAsync(Uri address) => _store.FetchAsync(address, []);

    static Uri At(string name) => new($"https://certs.example/{name}");

    static string CertificatePem()
    {
        using var signer = new PayPalSigner(At("x"), new DateTimeOffset(2026, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return signer.CertificatePem;
    }

    /// <summary>A source that answers what the test says; certificates unless it says otherwise.</summary>
    sealed class ScriptedSource : ICertificateSource
    {
        readonly ConcurrentDictionary<string, int> _fetches = new(StringComparer.Ordinal);
        readonly ConcurrentDictionary<string, TaskCompletionSource> _held = new(StringComparer.Ordinal);
        readonly ConcurrentDictionary<string, bool> _failing = new(StringComparer.Ordinal);

        public int Fetches(string name) => _fetches.GetValueOrDefault("/" + name);

        public void Fail(string name) => _failing["/" + name] = false;

        public void Break(string name) => _failing["/" + name] = true;

        public void Mend(string name) => _failing.TryRemove("/" + name, out _);

        public TaskCompletionSource Hold(string name) =>
            _held["/" + name] = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

        public async Task<FetchedCertificates> FetchAsync(Uri address, IReadOnlyList<string> issuerHosts)
        {
            var path = address.AbsolutePath;
            _fetches.AddOrUpdate(path, 1, (_, count) => count + 1);
            if (_held.TryGetValue(path, out var gate))
            {
                await gate.Task;
            }

            return !_failing.TryGetValue(path, out var broken)
                ? new FetchedCertificates(Certificates, null) { HasIssuers = path != "/no-issuer" }
                : broken ? throw new InvalidDataException("broken")
                : new FetchedCertificates(null, "answered 404");
        }
    }
}
