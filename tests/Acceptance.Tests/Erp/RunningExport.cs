using System.Globalization;
using Ledger.Acceptance.Tests.Stock;
using Ledger.Accounting;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Mapping;
using Ledger.ErpExport.Storage;
using Ledger.ErpExport.Targets;
using Ledger.MessageBus;
using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;
using Ledger.TestKit;
using Ledger.Worker;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;
using Xunit;

namespace Ledger.Acceptance.Tests.Erp;

/// <summary>
/// A worker that exports to a target of kind <c>outside</c>, as it runs in production, in this process; and whoever posts entries, beside it.
/// </summary>
public sealed class RunningExport : IAsyncLifetime
{
    /// <summary>The target whose adapter is outside.</summary>
    public const string Target = "other-books";

    /// <summary>A target whose adapter is ours.</summary>
    public const string OwnTarget = "files";

    readonly string _folder = Directory.CreateTempSubdirectory("ledger-export-").FullName;
    TestVhost? _vhost;
    TestDatabase _database = null!;
    NpgsqlDataSource _source = null!;
    IHost _journal = null!;
    WebApplication _worker = null!;
    long _position;

    static CancellationToken Ct => TestContext.Current.CancellationToken;

    /// <summary>A broker of its own; null for a virtual host on the one of the test run.</summary>
    public Uri? OwnBroker { get; init; }

    /// <summary>The broker.</summary>
    public Uri Broker => OwnBroker ?? _vhost!.Broker;

    public HttpClient Http { get; private set; } = null!;

    public WorkerOptions Options { get; private set; } = null!;

    public Databases Databases { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _vhost = OwnBroker is null ? await TestVhost.CreateAsync() : null;
        _database = await TestDatabase.CreateAsync();
        _source = NpgsqlDataSource.Create(_database.ConnectionString);
        var keys = Path.Combine(_folder, "keys.json");
        RunningShop.WriteKeys(keys, new Dictionary<string, (string, string[])>(StringComparer.Ordinal)
        {
            ["adapter"] = (Key("adapter"), ["erp"]),
            ["watcher"] = (Key("watcher"), ["documents"]),
        });
        await File.WriteAllTextAsync(
            Path.Combine(_folder, "mapping.yaml"),
            """
            version: test
            companies: [{company: "1", home: EUR}]
            journals: [{journal: LDG}]
            accounts:
              - {ledger: "1200", account: "1200", owned: true}
              - {ledger: "4000", account: "8400"}
            """,
            Ct);
        var targets = Targets();
        Options = new WorkerOptions
        {
            Url = new Uri("http://127.0.0.1:0"),
            Broker = Broker,
            JournalDatabase = _database.ConnectionString,
            InventoryDatabase = _database.ConnectionString,
            EvidenceDatabase = _database.ConnectionString,
            ErpDatabase = _database.ConnectionString,
            ConfirmationDatabase = _database.ConnectionString,
            Queues = ConsumerQueues.With(inventory: false, erp: true),
            Consumers = [ConsumerQueues.ErpExport.Name],
            ErpTargets = targets,
            ErpMappings = TargetMappings.Load(targets),
            ErpKeysPath = keys,
        };
        Databases = Databases.Of(Options);
        await Databases.MigrateAsync(Ct);
        _worker = WorkerHost.Build(Options, Databases);
        await _worker.StartAsync(Ct);
        Http = new HttpClient { BaseAddress = new Uri(_worker.Urls.Single()), Timeout = TimeSpan.FromSeconds(30) };
        var builder = Host.CreateApplicationBuilder();
        builder.Logging.ClearProviders();
        builder.Services.AddMessageBus(new BusOptions { Broker = Broker, Queues = Options.Queues }, consumers: null);
        _journal = builder.Build();
        await _journal.StartAsync(Ct);
    }

    /// <summary>The key of a holder; the file holds its hash.</summary>
    public static string Key(string holder) => $"key-of-{holder}-0123456789";

    /// <summary>Publishes posted entries as the journal does; each becomes one document.</summary>
    public async Task PostAsync(int entries)
    {
        for (var n = 0; n < entries; n++)
        {
            await _journal.Services.GetRequiredService<IMessagePublisher>().PublishAsync(Entry(++_position), Ct);
        }
    }

    /// <summary>All documents of the target, in order.</summary>
    public Task<IReadOnlyList<KeptDocument>> DocumentsAsync() => new ErpReads(_source, "erp_export").InStatesAsync(
        Target, Enum.GetValues<DocumentState>(), DateTimeOffset.MaxValue, 10_000, Ct);

    /// <summary>Waits until there are so many documents and all stand in a state.</summary>
    public async Task<IReadOnlyList<KeptDocument>> UntilAsync(int documents, DocumentState state, int seconds = 60)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            var all = await DocumentsAsync();
            if (all.Count == documents && all.All(kept => kept.Standing.State == state))
            {
                return all;
            }

            var told = string.Join("; ", all.Select(kept => $"{kept.Standing.Reference} {kept.Standing.State} {kept.Standing.Detail}"));
            Assert.False(TimeProvider.System.GetElapsedTime(began) > TimeSpan.FromSeconds(seconds), $"{documents} as {state}? There are: {told}");
            await Task.Delay(50, Ct);
        }
    }

    /// <summary>The number that a query gives.</summary>
    public async Task<long> CountAsync(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        return Convert.ToInt64(await command.ExecuteScalarAsync(Ct), CultureInfo.InvariantCulture);
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _journal.StopAsync(CancellationToken.None);
        _journal.Dispose();
        await _worker.StopAsync(CancellationToken.None);
        await _worker.DisposeAsync();
        await Databases.DisposeAsync();
        await _source.DisposeAsync();
        await _database.DisposeAsync();
        await (_vhost?.DisposeAsync() ?? ValueTask.CompletedTask);
        Directory.Delete(_folder, recursive: true);
    }

    IReadOnlyList<ErpTarget> Targets()
    {
        var file = Path.Combine(_folder, "targets.yaml");
        File.WriteAllText(
            file,
            $$"""
            targets:
              - {name: {{Target}}, kind: outside, prefix: LDG, mode: detail, mapping: mapping.yaml}
              - {name: {{OwnTarget}}, kind: csv, prefix: CSV, mapping: mapping.yaml, settings: {folder: out} }
            """);
        return TargetsYaml.Load(file, _ => null);
    }

    static JournalEntryMessage Entry(long position) => new()
    {
        EntryId = DeterministicId.Of("export-entry", $"{position}"),
        Position = position,
        PreviousPosition = position - 1,
        EventId = DeterministicId.Of("export-event", $"{position}"),
        Class = EventClass.CaptureSucceeded,
        Row = "M-04",
        MatrixVersion = "1",
        Provider = "stripe",
        Account = "acct_1",
        PaymentId = $"pi_{position}",
        ProviderObjectId = $"ch_{position}",
        OrderRef = $"Bücher <{position}> & Söhne",
        BookingDate = new DateOnly(2026, 11, 20),
        OccurredAt = new DateTimeOffset(2026, 11, 20, 9, 0, 0, TimeSpan.Zero),
        RecordedAt = new DateTimeOffset(2026, 11, 20, 9, 0, 2, TimeSpan.Zero),
        Lines =
        [
            new JournalLine("1200", Side.Debit, new Money(1000 + position, Currency.Parse("EUR"))),
            new JournalLine("4000", Side.Credit, new Money(1000 + position, Currency.Parse("EUR"))),
        ],
    };
}
