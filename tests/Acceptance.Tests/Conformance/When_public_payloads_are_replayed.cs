using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ledger.Acceptance.Tests.Archive;
using Ledger.Acceptance.Tests.Stock;
using Ledger.EventStore;
using Ledger.Evidence;
using Ledger.Evidence.Sealing;
using Ledger.MessageBus.Messages;
using Ledger.Providers;
using Ledger.Providers.PayPal;
using Ledger.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Ledger.Acceptance.Tests.Conformance;

/// <summary>
/// R-GW-25: payloads of all providers that nobody here wrote, signed and archived, are replayed into a journal that has none of them, and
/// again, and again: the first time brings what they state, the others bring nothing.
/// </summary>
public sealed class When_public_payloads_are_replayed : IAsyncLifetime
{
    const string Entries = "select count(*) from journal.mt_events where type = 'journal_entry_posted'";

    /// <summary>What the journal has judged: of two payloads that state one fact, the second is a repeat.</summary>
    const string Taken = "select (select count(*) from journal.inbox) + (select count(*) from journal.inbox_repeat)";

    static readonly Dictionary<string, string> Secrets = new(StringComparer.Ordinal)
    {
        ["stripe"] = "whsec_of_public_payloads_0123",
        ["adyen"] = "44782DEF547AAA06C910C43932B1EB0C71FC68D9D0C057550C48EC2ACF6BA056",
        ["paypal"] = "3RN13029J36659323",
        ["braintree"] = "public_of_payloads|private_of_payloads",
    };

    readonly RunningShop _shop = new();
    readonly LoopbackHost _certificates = new();
    readonly PayPalSigner _payPal;
    NpgsqlDataSource _source = null!;
    DeliveryArchive _archive = null!;

    public When_public_payloads_are_replayed() =>
        _payPal = new PayPalSigner(new Uri(_certificates.Address, "/certs/1"), TimeProvider.System.GetUtcNow().AddDays(-1));

    public async ValueTask InitializeAsync()
    {
        await _shop.InitializeAsync();
        _certificates.Serve("/certs/1", _payPal.CertificatePem);
        await File.WriteAllTextAsync(Path.Combine(_shop.Folder, "secrets.json"), SecretsFile().ToJsonString());
        _source = NpgsqlDataSource.Create(_shop.Options.EvidenceDatabase);
        _archive = new DeliveryArchive(
            _source, "evidence", MasterKeys.OfText(TestArchiveKeys.Text), new BatchQueueOptions(), TimeProvider.System,
            NullLogger<DeliveryArchive>.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await _archive.DisposeAsync();
        await _source.DisposeAsync();
        await _shop.DisposeAsync();
        await _certificates.DisposeAsync();
        _payPal.Dispose();
    }

    [Theory]
    [InlineData("stripe", 25)]
    [InlineData("adyen", 20)]
    [InlineData("paypal", 4)]
    [InlineData("braintree", 6)]
    public async Task The_first_time_brings_what_they_state_and_the_others_bring_nothing(string provider, int factsAtLeast)
    {
        var bodies = PublicPayloads.Of(provider);
        foreach (var body in bodies)
        {
            await ArchiveAsync(provider, body);
        }

        var first = await ReplayAsync();
        Assert.Equal(bodies.Count, first.GetProperty("deliveries").GetInt32());
        Assert.InRange(first.GetProperty("published").GetInt32(), factsAtLeast, int.MaxValue);
        await _shop.WaitForAsync(Taken, first.GetProperty("published").GetInt32());
        var entries = await _shop.CountAsync(Entries);

        foreach (var again in new[] { await ReplayAsync(), await ReplayAsync() })
        {
            Assert.Equal((0, 0), (again.GetProperty("new").GetInt32(), again.GetProperty("published").GetInt32()));
        }

        Assert.Equal(entries, await _shop.CountAsync(Entries));
        Assert.Equal(first.GetProperty("published").GetInt32(), await _shop.CountAsync(Taken));
    }

    JsonObject SecretsFile() => JsonSerializer.SerializeToNode(Secrets.ToDictionary(each => each.Key, each => new
    {
        endpoints = new
        {
            @default = new
            {
                account = "acct_public",
                secrets = new[] { each.Value },
                certificateHosts = each.Key == "paypal" ? new[] { _certificates.Address.Authority } : [],
                trustedRoots = each.Key == "paypal" ? new[] { _payPal.RootPem } : [],
            },
        },
    }))!.AsObject();

    async Task ArchiveAsync(string provider, byte[] body)
    {
        var now = TimeProvider.System.GetUtcNow();
        var signed = provider == "paypal"
            ? _payPal.Sign(body, Secrets[provider], now)
            : AllProviders.List.Single(each => each.Name == provider).Sign(body, Secrets[provider], now)!;
        var bytes = signed.Body.ToArray();
        Assert.Equal(ArchiveOutcome.Archived, await _archive.StoreAsync(
            new RawDelivery
            {
                DeliveryId = Guid.CreateVersion7(now),
                ReceivedAt = now,
                Provider = provider,
                Endpoint = "default",
                Account = "acct_public",
                Verdict = "verified",
                SecretIndex = 0,
                Headers = signed.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value),
                Body = bytes,
                BodySha256 = Convert.ToHexStringLower(SHA256.HashData(bytes)),
                BodyBytes = bytes.Length,
            },
            CancellationToken.None));
    }

    async Task<JsonElement> ReplayAsync() => (await ReplayRun.OfAsync(_shop)).Report;
}
