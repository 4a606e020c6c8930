using System.Security.Cryptography;
using Ledger.Acceptance.Tests.Demo;
using Ledger.Cli.Demo;
using Ledger.EventStore;
using Ledger.Evidence;
using Ledger.Evidence.Sealing;
using Ledger.JournalPosting;
using Ledger.JournalPosting.Storage;
using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;
using Ledger.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Ledger.Acceptance.Tests.Reports;

/// <summary>A trading day of the demo, booked by the real journal and archive; without gateway and broker.</summary>
public sealed class BookedDay : IAsyncDisposable
{
    static readonly DateTimeOffset Now = new(2026, 11, 20, 18, 0, 0, TimeSpan.Zero);

    readonly TestDatabase _database;
    readonly NpgsqlDataSource _source;

    BookedDay(TestDatabase database)
    {
        _database = database;
        _source = NpgsqlDataSource.Create(database.ConnectionString);
    }

    /// <summary>What the <c>ledger</c> command needs to find it.</summary>
    public Dictionary<string, string> Environment => new()
    {
        ["LEDGER_POSTGRES"] = _database.ConnectionString,
        [TestArchiveKeys.Setting] = TestArchiveKeys.Text,
    };

    /// <summary>A payment with a long story.</summary>
    public string TracedPayment { get; private set; } = "";

    /// <summary>A delivery that was refused.</summary>
    public Guid RefusedDelivery { get; private set; }

    /// <summary>Books a day of the given number of payments, in the order in which it would arrive.</summary>
    public static async Task<BookedDay> CreateAsync(int payments)
    {
        var booked = new BookedDay(await TestDatabase.CreateAsync());
        var none = CancellationToken.None;
        await SchemaMigrations.ApplyAsync(booked._source, "journal", JournalMigrations.Scripts, none);
        await SchemaMigrations.ApplyAsync(booked._source, "evidence", EvidenceMigrations.Scripts, none);
        await booked.BookAsync(TradingDay.Of("report", payments, seed: 7, Now));
        return booked;
    }

    /// <summary>Changes rows behind the ledger's back; returns how many.</summary>
    public async Task<int> DamageAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        return await command.ExecuteNonQueryAsync();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _source.DisposeAsync();
        await _database.DisposeAsync();
    }

    async Task BookAsync(TradingDay day)
    {
        await using var journal = new JournalWriter(
            _source, "journal", PostingRules.Load(new JournalPostingOptions()), new BatchQueueOptions(),
            TimeProvider.System, NullLogger<JournalWriter>.Instance);
        await using var archive = new DeliveryArchive(
            _source, "evidence", MasterKeys.OfText(TestArchiveKeys.Text), new BatchQueueOptions(), TimeProvider.System, NullLogger<DeliveryArchive>.Instance);
        await Task.WhenAll(day.Day.Select(delivery => ReceiveAsync(delivery, journal, archive)));
        await Task.WhenAll(day.Later.Select(delivery => ReceiveAsync(delivery, journal, archive)));
        TracedPayment = day.TracedPayment;
    }

    async Task ReceiveAsync(Delivery delivery, JournalWriter journal, DeliveryArchive archive)
    {
        var translation = InMemoryJournal.Translate(delivery, Now);
        var deliveryId = Guid.CreateVersion7(Now);
        var sha256 = Convert.ToHexStringLower(SHA256.HashData(delivery.Body));
        PaymentEvent[] events = delivery.Signing != Signing.Genuine
            ? []
            : [.. translation.Events.Select(e => e with { DeliveryId = deliveryId, BodySha256 = sha256, ReceivedAt = Now })];
        var raw = new RawDelivery
        {
            DeliveryId = deliveryId,
            ReceivedAt = Now,
            Provider = "stripe",
            Endpoint = "default",
            Account = "acct_demo",
            Verdict = delivery.Signing == Signing.Genuine ? "verified" : "refused",
            Reason = delivery.Signing == Signing.Genuine ? translation.Reason?.ToString() : "SIGNATURE_WRONG",
            Headers = new Dictionary<string, string>(),
            Body = delivery.Body,
            BodySha256 = sha256,
            ProviderEventId = translation.ProviderEventId,
            ProviderEventType = translation.ProviderEventType,
            Subjects = [.. NamedCustomer.AllOf(events).Select(subject => new DeliverySubject(subject.Account, subject.Sha256))],
            EventIds = [.. events.Select(e => e.EventId)],
            StreamIds = [.. events.Select(e => e.StreamId)],
        };
        if (delivery.Signing != Signing.Genuine)
        {
            RefusedDelivery = deliveryId;
        }

        await archive.StoreAsync(raw, CancellationToken.None);
        foreach (var e in events)
        {
            await journal.PostAsync(e, CancellationToken.None);
        }
    }
}
