using System.Security.Cryptography;
using System.Text.Json;
using Ledger.EventStore;
using Ledger.JournalPosting;
using Ledger.JournalPosting.Storage;
using Ledger.PaymentEvents;
using Ledger.Providers;
using Ledger.Providers.PayPal;
using Ledger.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using Xunit;

namespace Ledger.Acceptance.Tests.Conformance;

/// <summary>
/// Payloads of all providers that nobody here wrote, from bytes to the journal: what is posted balances per currency, and a second
/// delivery of everything posts nothing (R-ID-07, R-ID-09, R-JR-03).
/// </summary>
public sealed class When_public_payloads_are_posted
{
    static readonly EndpointSettings Endpoint = new() { Account = "acct_public", Secrets = ["whsec_unused"] };

    public static TheoryData<string, int, int> Providers => new()
    {
        { "stripe", 25, 5 }, { "adyen", 20, 2 }, { "paypal", 4, 4 }, { "braintree", 6, 4 },
    };

    [Theory]
    [MemberData(nameof(Providers))]
    public async Task What_is_posted_balances_and_a_second_delivery_posts_nothing(string provider, int factsAtLeast, int entriesAtLeast)
    {
        var bodies = PublicPayloads.Of(provider);
        await using var database = await TestDatabase.CreateAsync();
        await using var source = NpgsqlDataSource.Create(database.ConnectionString);
        await SchemaMigrations.ApplyAsync(source, "journal", JournalMigrations.Scripts, CancellationToken.None);
        await using var journal = new JournalWriter(
            source, "journal", PostingRules.Load(new JournalPostingOptions()), new BatchQueueOptions(), TimeProvider.System,
            NullLogger<JournalWriter>.Instance);

        var facts = await PostAllAsync(journal, provider, bodies);
        var posted = await CountAsync(source, "select count(*) from journal.mt_events where type = 'journal_entry_posted'");
        Assert.Equal(facts, await PostAllAsync(journal, provider, bodies));

        Assert.True(facts >= factsAtLeast, $"Only {facts} facts came out of {bodies.Count} payloads.");
        Assert.True(posted >= entriesAtLeast, $"Only {posted} entries were posted.");
        Assert.Equal(posted, await CountAsync(
            source, "select count(*) from journal.mt_events where type = 'journal_entry_posted'"));
        Assert.Equal(0, await CountAsync(source, """
            select count(*) from (
                select position, currency from journal.journal_line group by position, currency
                having sum(case side when 'D' then minor_units else -minor_units end) <> 0) unbalanced
            """));
        Assert.Equal(0, await CountAsync(source, """
            select count(*) from (select data->>'EventId' from journal.mt_events where type = 'journal_entry_posted'
                and data->>'Corrects' is null group by 1 having count(*) > 1) twice
            """));
    }

    static async Task<int> PostAllAsync(JournalWriter journal, string name, IReadOnlyList<byte[]> bodies)
    {
        var provider = AllProviders.List.Single(each => each.Name == name);
        var facts = 0;
        foreach (var body in bodies)
        {
            var now = TimeProvider.System.GetUtcNow();
            var sent = name == "braintree" ? provider.Sign(body, "public|private", now)!.Body : body;
            var webhook = new RawWebhook(
                Guid.CreateVersion7(now), new Dictionary<string, string>(), sent,
                Convert.ToHexStringLower(SHA256.HashData(sent.Span)), now);
            foreach (var e in Translate(provider, webhook))
            {
                await journal.PostAsync(e, CancellationToken.None);
                facts++;
            }
        }

        return facts;
    }

    /// <summary>What is said; of PayPal's, what the object in the message would say if it were read.</summary>
    static IReadOnlyList<PaymentEvent> Translate(IPaymentProvider provider, RawWebhook webhook)
    {
        var said = provider.Translate(webhook, Endpoint).Events;
        if (provider.Name != "paypal" || said.Count == 0)
        {
            return said;
        }

        using var message = JsonDocument.Parse(webhook.Body);
        return PayPalProvider.TranslateRead(webhook, Endpoint, message.RootElement.GetProperty("resource")).Events;
    }

    static async Task<long> CountAsync(NpgsqlDataSource source, string sql)
    {
        await using var command = source.CreateCommand(sql);
        return (long)(await command.ExecuteScalarAsync())!;
    }
}
