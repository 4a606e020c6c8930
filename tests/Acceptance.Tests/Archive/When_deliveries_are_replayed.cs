using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ledger.Acceptance.Tests.Gateway;
using Ledger.Acceptance.Tests.Stock;
using Ledger.EventStore;
using Ledger.Evidence;
using Ledger.Evidence.Keeping;
using Ledger.Evidence.Sealing;
using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;
using Ledger.Providers.PayPal;
using Ledger.Providers.Stripe;
using Ledger.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Ledger.Acceptance.Tests.Archive;

/// <summary>R-GW-25, R-GW-26: <c>ledger replay</c> on a running gateway and worker.</summary>
public sealed class When_deliveries_are_replayed : IAsyncLifetime
{
    const string Secret = "whsec_test_of_the_shop";
    const string Facts = "select count(*) from journal.inbox";
    static readonly DateTimeOffset LongAgo = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);
    static readonly CancellationToken None = CancellationToken.None;

    readonly RunningShop _shop = new();
    NpgsqlDataSource _source = null!;
    DeliveryArchive _archive = null!;

    public async ValueTask InitializeAsync()
    {
        await _shop.InitializeAsync();
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
    }

    [Fact]
    public async Task What_the_journal_has_is_identical_and_nothing_is_published()
    {
        for (var n = 0; n < 5; n++)
        {
            await _shop.SendAsync(StripeWebhooks.Charge());
        }

        await _shop.WaitForAsync(Facts, 5);
        // The gateway tells whom the facts name: each charge is of a customer of its own.
        await _shop.WaitForAsync("select count(distinct subject_key_id) from evidence.raw_delivery", 5);

        var (code, report) = await ReplayAsync();

        Assert.Equal(0, code);
        Assert.Equal("5 deliveries: 0 new, 5 identical, 0 different, 0 judged, 0 published", Told(report));
        Assert.Equal(0, await _shop.CountAsync("select count(*) from journal.inbox_repeat"));
    }

    [Fact]
    public async Task They_belong_to_the_account_that_their_endpoint_had_then()
    {
        await _shop.SendAsync(StripeWebhooks.Charge());
        await _shop.WaitForAsync(Facts, 1);
        await _shop.WaitForAsync("select count(*) from evidence.raw_delivery", 1);
        var file = Path.Combine(_shop.Folder, "secrets.json");
        var secrets = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        secrets["stripe"]!["endpoints"]!["default"]!["account"] = "acct_renamed";
        await File.WriteAllTextAsync(file, secrets.ToJsonString());

        Assert.Equal("1 deliveries: 0 new, 1 identical, 0 different, 0 judged, 0 published", Told((await ReplayAsync()).Report));
        Assert.Equal(1, await _shop.CountAsync("select count(*) from journal.mt_events where type = 'journal_entry_posted'"));
    }

    [Fact]
    public async Task What_the_journal_never_got_is_posted_once_however_often_it_is_replayed()
    {
        // Received nine months ago: the signature is old by today's clock, and right by that of its receipt.
        var body = ChargeOfThen();
        await ArchiveAsync(body, LongAgo);
        await ArchiveAsync(body, LongAgo.AddMinutes(1));

        var (_, plan) = await ReplayAsync("--plan");
        Assert.Equal("2 deliveries: 1 new, 1 identical, 0 different, 0 judged, 0 published", Told(plan));
        Assert.Equal(0, await _shop.CountAsync(Facts));

        var (code, first) = await ReplayAsync();
        Assert.Equal((0, "2 deliveries: 1 new, 1 identical, 0 different, 0 judged, 1 published"), (code, Told(first)));
        await _shop.WaitForAsync(Facts, 1);
        await _shop.WaitForAsync("select count(*) from inventory.inbox", 1);

        var (_, again) = await ReplayAsync();
        Assert.Equal("2 deliveries: 0 new, 2 identical, 0 different, 0 judged, 0 published", Told(again));
        Assert.Equal(1, await _shop.CountAsync("select count(*) from journal.mt_events where type = 'journal_entry_posted'"));
    }

    [Theory]
    [InlineData("held", 0, "onHold")]
    [InlineData("exception", 1, "refused")]
    public async Task What_the_journal_has_and_has_not_posted_is_told_by_name(string disposition, int exitCode, string name)
    {
        await _shop.SendAsync(StripeWebhooks.Charge());
        await _shop.WaitForAsync(Facts, 1);
        await _shop.WaitForAsync("select count(*) from evidence.raw_delivery", 1);
        Assert.Equal(1, await _shop.DamageAsync($"update journal.inbox set disposition = '{disposition}'"));

        var (code, report) = await ReplayAsync();

        Assert.Equal((exitCode, "1 deliveries: 0 new, 0 identical, 0 different, 0 judged, 0 published"), (code, Told(report)));
        Assert.Equal(1, report.GetProperty(name).GetInt32());
    }

    [Fact]
    public async Task What_has_waited_past_its_deadline_is_for_a_person()
    {
        await _shop.SendAsync(await File.ReadAllBytesAsync(
            Path.Combine(Repository.Root, "tests", "Fast.Tests", "Providers", "Stripe", "refund.posted.json")));
        await _shop.WaitForAsync("select count(*) from journal.held_event", 1);
        await _shop.WaitForAsync("select count(*) from evidence.raw_delivery", 1);
        var (before, _) = await ReplayAsync();
        Assert.Equal(1, await _shop.DamageAsync("update journal.held_event set overdue = true"));

        var (code, report) = await ReplayAsync();

        Assert.Equal((0, 1, 1), (before, code, report.GetProperty("refused").GetInt32()));
    }

    /// <summary>R-GW-26: an entry that stands is told from one that is missing, also where the inbox has lost it.</summary>
    [Fact]
    public async Task What_the_journal_has_posted_and_its_inbox_has_lost_is_a_repeat_and_no_dead_letter()
    {
        await _shop.SendAsync(StripeWebhooks.Charge());
        await _shop.SendAsync(StripeWebhooks.Charge());
        await _shop.WaitForAsync(Facts, 2);
        await _shop.WaitForAsync("select count(*) from evidence.raw_delivery", 2);
        await _shop.WaitForAsync("select count(*) from inventory.inbox", 2);
        var events = await _shop.CountAsync("select count(*) from journal.mt_events");
        Assert.Equal(1, await _shop.DamageAsync(
            "delete from journal.inbox where fact_key = (select min(fact_key::text)::uuid from journal.inbox)"));

        var (code, report) = await ReplayAsync();
        Assert.Equal((0, "2 deliveries: 1 new, 1 identical, 0 different, 0 judged, 1 published"), (code, Told(report)));
        await _shop.WaitForAsync(Facts, 2);

        Assert.Equal(events, await _shop.CountAsync("select count(*) from journal.mt_events"));
        var (_, again) = await ReplayAsync();
        Assert.Equal("2 deliveries: 0 new, 2 identical, 0 different, 0 judged, 0 published", Told(again));
    }

    [Fact]
    public async Task What_differs_becomes_one_exception_and_is_not_published_again()
    {
        await _shop.SendAsync(StripeWebhooks.Charge());
        await _shop.SendAsync(StripeWebhooks.Charge());
        await _shop.WaitForAsync(Facts, 2);
        await _shop.WaitForAsync("select count(*) from evidence.raw_delivery", 2);
        // As if the translation of then had said something else.
        Assert.Equal(1, await _shop.DamageAsync(
            "update journal.inbox set fingerprint = sha256('then') where fact_key = (select min(fact_key::text)::uuid from journal.inbox)"));

        var (code, report) = await ReplayAsync();

        Assert.Equal((1, "2 deliveries: 0 new, 1 identical, 1 different, 0 judged, 1 published"), (code, Told(report)));
        await _shop.WaitForAsync("select count(*) from journal.mt_events where type = 'exception_raised'", 1);
        Assert.Equal(2, await _shop.CountAsync("select count(*) from journal.mt_events where type = 'journal_entry_posted'"));

        var (second, again) = await ReplayAsync();
        Assert.Equal((0, "2 deliveries: 0 new, 1 identical, 0 different, 1 judged, 0 published"), (second, Told(again)));
        Assert.Equal(1, await _shop.CountAsync("select count(*) from journal.mt_events where type = 'exception_raised'"));
    }

    [Fact]
    public async Task What_cannot_be_translated_is_counted_by_name_and_stops_nothing()
    {
        await ArchiveAsync(ChargeOfThen(), LongAgo, secret: "whsec_rotated_away");
        await ArchiveAsync(ChargeOfThen(), LongAgo, change: raw => raw with { Endpoint = "gone" });
        await ArchiveAsync(ChargeOfThen(), LongAgo, change: raw => raw with { Provider = "nobody" });
        await ArchiveAsync(ChargeOfThen(), LongAgo, change: raw => raw with { Masked = true });
        await ArchiveAsync(ChargeOfThen(body => body["type"] = "customer.created"), LongAgo);
        var ada = NamedCustomer.Of("stripe", "acct_1", "cus_ada");
        await ArchiveAsync(
            ChargeOfThen(body => body["data"]!["object"]!["customer"] = "cus_ada"), LongAgo,
            change: raw => raw with { Subjects = [new DeliverySubject(ada.Account, ada.Sha256)] });
        await new Erasure(_source, "evidence", TimeProvider.System).RunAsync(
            new ArchivedSubject("stripe", ada.Account, ada.Sha256), shared: false, "asked", "clerk", None);
        await ArchiveAsync(ChargeOfThen(), LongAgo);

        var (code, report) = await ReplayAsync();

        Assert.Equal((1, "7 deliveries: 1 new, 0 identical, 0 different, 0 judged, 1 published"), (code, Told(report)));
        Assert.Equal(
            "BODY_ERASED 1, BODY_MASKED 1, SIGNATURE_WRONG 1, UNKNOWN_ENDPOINT 1, UNKNOWN_EVENT_TYPE 1, UNKNOWN_PROVIDER 1",
            string.Join(", ", report.GetProperty("reasons").EnumerateObject().Select(each => $"{each.Name} {each.Value}")));
        await _shop.WaitForAsync(Facts, 1);
    }

    [Fact]
    public async Task A_certificate_that_signed_is_fetched_again_and_judged_as_of_then()
    {
        await using var host = new LoopbackHost();
        using var signer = new PayPalSigner(new Uri(host.Address, "/certs/1"), LongAgo.AddDays(-1));
        var file = Path.Combine(_shop.Folder, "secrets.json");
        var secrets = JsonNode.Parse(await File.ReadAllTextAsync(file))!;
        secrets["paypal"] = JsonSerializer.SerializeToNode(new
        {
            endpoints = new
            {
                @default = new
                {
                    account = "SHOP1",
                    secrets = new[] { "WEBHOOK1" },
                    certificateHosts = new[] { host.Address.Authority },
                    trustedRoots = new[] { signer.RootPem },
                },
            },
        });
        await File.WriteAllTextAsync(file, secrets.ToJsonString());
        var sample = await File.ReadAllTextAsync(
            Path.Combine(Repository.Root, "tests", "Fast.Tests", "Providers", "PayPal", "capture.completed.no-fee.json"));
        var body = Encoding.UTF8.GetBytes(sample.Replace("2026-11-20", "2026-02-20", StringComparison.Ordinal));
        foreach (var at in new[] { LongAgo, LongAgo.AddDays(-2) }) // Two days before, the certificate was not valid yet.
        {
            var headers = signer.Sign(body, "WEBHOOK1", at).Headers;
            await ArchiveAsync(body, at, change: raw => raw with
            {
                Provider = "paypal",
                Account = "SHOP1",
                Headers = headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value),
            });
        }

        var (_, away) = await ReplayAsync("--plan");
        Assert.Equal(2, away.GetProperty("reasons").GetProperty("CERTIFICATE_UNAVAILABLE").GetInt32());

        host.Serve("/certs/1", signer.CertificatePem);
        var (code, report) = await ReplayAsync();

        Assert.True(Told(report) == "2 deliveries: 1 new, 0 identical, 0 different, 0 judged, 1 published", $"{report}");
        Assert.Equal(1, code); // One is not translated.
        Assert.Equal(1, report.GetProperty("reasons").GetProperty("CERTIFICATE_REFUSED").GetInt32());
        await _shop.WaitForAsync(Facts, 1);
    }

    [Fact]
    public async Task The_span_and_the_endpoint_choose_and_a_wrong_span_is_wrong_usage()
    {
        await ArchiveAsync(ChargeOfThen(), LongAgo);
        await ArchiveAsync(ChargeOfThen(), LongAgo.AddDays(1));

        Assert.Equal(1, (await ReplayAsync("--plan", "--from", "2026-03-01", "--to", "2026-03-02")).Report.GetProperty("deliveries").GetInt32());
        Assert.Equal(1, (await ReplayAsync("--plan", "--from", "2026-03-01T12:00:01", "--to", "2026-04-01")).Report.GetProperty("deliveries").GetInt32());
        Assert.Equal(0, (await ReplayAsync("--plan", "--endpoint", "other")).Report.GetProperty("deliveries").GetInt32());
        Assert.Equal(0, (await ReplayAsync("--plan", "--provider", "adyen")).Report.GetProperty("deliveries").GetInt32());
        Assert.Equal(2, (await ReplayAsync("--from", "2026-03-02", "--to", "2026-03-01")).Code);
    }

    static byte[] ChargeOfThen(Action<JsonNode>? change = null) => StripeWebhooks.Charge(body =>
    {
        body["created"] = LongAgo.ToUnixTimeSeconds();
        body["data"]!["object"]!["created"] = LongAgo.ToUnixTimeSeconds();
        change?.Invoke(body);
    });

    async Task ArchiveAsync(byte[] body, DateTimeOffset at, string secret = Secret, Func<RawDelivery, RawDelivery>? change = null)
    {
        var raw = new RawDelivery
        {
            DeliveryId = Guid.CreateVersion7(at),
            ReceivedAt = at,
            Provider = "stripe",
            Endpoint = "default",
            Account = "acct_1",
            Verdict = "verified",
            SecretIndex = 0,
            Headers = new StripeProvider().Sign(body, secret, at)!.Headers.ToDictionary(header => header.Key.ToLowerInvariant(), header => header.Value),
            Body = body,
            BodySha256 = Convert.ToHexStringLower(SHA256.HashData(body)),
            BodyBytes = body.Length,
        };
        Assert.Equal(ArchiveOutcome.Archived, await _archive.StoreAsync(change?.Invoke(raw) ?? raw, None));
    }

    Task<(int Code, JsonElement Report)> ReplayAsync(params string[] arguments) => ReplayRun.OfAsync(_shop, arguments);

    static string Told(JsonElement report) => ReplayRun.Told(report);
}
