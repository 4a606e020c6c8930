using Ledger.Backfill;
using Ledger.Confirmation;
using Ledger.ErpExport.Storage;
using Ledger.EventStore;
using Ledger.Evidence;
using Ledger.Inventory.Storage;
using Ledger.JournalPosting.Storage;
using Ledger.MessageBus;
using Ledger.ProviderAccess;
using Npgsql;

namespace Ledger.Worker;

/// <summary>The worker's databases, one for each consumer, brought up to this build's schema before anything is consumed.</summary>
public sealed class Databases : IAsyncDisposable
{
    /// <summary>
    /// A worker that has gone silent (stopped, or its network lost) must not keep the schema's lock from the others for
    /// longer than this; its own work takes milliseconds. Without it the server waits as long as its TCP does: two hours.
    /// </summary>
    const string SilentInTransaction = "-c idle_in_transaction_session_timeout=10s";

    /// <summary>What a worker's sessions are called in the database.</summary>
    internal const string ApplicationName = "ledger-worker";

    static readonly TimeSpan StartTimeout = TimeSpan.FromSeconds(60);

    readonly bool _keepsStock;
    readonly bool _confirms;
    readonly bool _exports;
    readonly bool _watches;

    Databases(WorkerOptions options)
    {
        Journal = Open(options.JournalDatabase);
        Inventory = Open(options.InventoryDatabase);
        Evidence = Open(options.EvidenceDatabase);
        ErpExport = Open(options.ErpDatabase);
        Confirmation = Open(options.ConfirmationDatabase);
        Backfill = Open(options.BackfillDatabase ?? options.JournalDatabase);
        Turns = new PostgresTurns(Backfill, ApiClients.TurnsSchema, TimeProvider.System);
        _watches = options.SecretsFile is not null;
        _keepsStock = options.Queues.Contains(ConsumerQueues.Inventory);
        _confirms = options.Queues.Contains(ConsumerQueues.Confirmation);
        _exports = options.Queues.Contains(ConsumerQueues.ErpExport);
    }

    /// <summary>The journal's.</summary>
    public NpgsqlDataSource Journal { get; }

    /// <summary>The inventory's.</summary>
    public NpgsqlDataSource Inventory { get; }

    /// <summary>The archive's.</summary>
    public NpgsqlDataSource Evidence { get; }

    /// <summary>The confirmation's.</summary>
    public NpgsqlDataSource Confirmation { get; }

    /// <summary>The backfill's.</summary>
    public NpgsqlDataSource Backfill { get; }

    /// <summary>Turns of accounts at providers' APIs, which lie in the backfill's.</summary>
    public PostgresTurns Turns { get; }

    /// <summary>The ERP export's.</summary>
    public NpgsqlDataSource ErpExport { get; }

    /// <summary>Those that this worker uses.</summary>
    public IReadOnlyList<NpgsqlDataSource> Used =>
    [
        Journal,
        .. _keepsStock ? [Inventory] : (NpgsqlDataSource[])[],
        .. _confirms ? [Confirmation] : (NpgsqlDataSource[])[],
        .. _exports ? [ErpExport] : (NpgsqlDataSource[])[],
        .. _watches ? [Backfill] : (NpgsqlDataSource[])[],
        Evidence,
    ];

    /// <summary>Names the databases of a worker; nothing is connected yet.</summary>
    public static Databases Of(WorkerOptions options) => new(options);

    /// <summary>Opens a pool whose connections name the worker.</summary>
    public static NpgsqlDataSource Open(string connectionString)
    {
        var settings = new NpgsqlConnectionStringBuilder(connectionString)
        {
            ApplicationName = ApplicationName,
            MaxAutoPrepare = 64,
            AutoPrepareMinUsages = 2,
        };
        settings.Options = $"{SilentInTransaction} {settings.Options}".TrimEnd();
        return NpgsqlDataSource.Create(settings);
    }

    /// <summary>The database of a consumer.</summary>
    public NpgsqlDataSource Of(ConsumerQueue queue) => queue.Name switch
    {
        "journal" => Journal,
        "inventory" => Inventory,
        "confirmation" => Confirmation,
        "evidence" => Evidence,
        "erp-export" or "erp-acknowledgements" => ErpExport,
        _ => throw new InvalidOperationException($"Consumer {queue.Name} has no database."),
    };

    /// <summary>Applies what is missing of all schemas; waits up to a minute for a server that is still starting.</summary>
    /// <exception cref="NpgsqlException">A server cannot be reached.</exception>
    /// <exception cref="MigrationRefusedException">A schema is not one that this build may work on.</exception>
    public async Task MigrateAsync(CancellationToken ct)
    {
        var began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            try
            {
                await SchemaMigrations.ApplyAsync(Journal, "journal", JournalMigrations.Scripts, ct);
                if (_keepsStock)
                {
                    await SchemaMigrations.ApplyAsync(Inventory, "inventory", InventoryMigrations.Scripts, ct);
                }

                if (_confirms)
                {
                    await SchemaMigrations.ApplyAsync(Confirmation, "confirmation", ConfirmationMigrations.Scripts, ct);
                }

                if (_exports)
                {
                    await SchemaMigrations.ApplyAsync(ErpExport, "erp_export", ErpMigrations.Scripts, ct);
                }

                if (_watches)
                {
                    await SchemaMigrations.ApplyAsync(Backfill, BackfillMigrations.Schema, BackfillMigrations.Scripts, ct);
                    await SchemaMigrations.ApplyAsync(Backfill, ApiClients.TurnsSchema, PostgresTurns.Scripts, ct);
                }

                await SchemaMigrations.ApplyAsync(Evidence, "evidence", EvidenceMigrations.Scripts, ct);
                return;
            }
            catch (NpgsqlException away) when (StorageOutage.Is(away) && StorageOutage.Refusal(away) is null
                && TimeProvider.System.GetElapsedTime(began) < StartTimeout)
            {
                await Task.Delay(TimeSpan.FromSeconds(1), ct);
            }
        }
    }

    /// <summary>Closes all connections.</summary>
    public async ValueTask DisposeAsync()
    {
        await Journal.DisposeAsync();
        await Inventory.DisposeAsync();
        await Evidence.DisposeAsync();
        await ErpExport.DisposeAsync();
        await Confirmation.DisposeAsync();
        await Backfill.DisposeAsync();
    }
}
