using Ledger.Backfill;
using Ledger.Backfill.Polling;
using Ledger.Confirmation;
using Ledger.ErpExport;
using Ledger.EventStore;
using Ledger.Evidence;
using Ledger.Evidence.Sealing;
using Ledger.Inventory;
using Ledger.JournalPosting;
using Ledger.MessageBus;
using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;
using Ledger.ProviderAccess;
using Ledger.Providers;
using Ledger.Telemetry;
using Ledger.Worker.Erp;
using Ledger.Worker.Keys;
using Ledger.Worker.Stock;
using MassTransit;
using BusReady = Ledger.MessageBus.BusReady;

namespace Ledger.Worker;

/// <summary>Puts the worker together: the consumers, one line each, the stock API, the ERP API and the health addresses.</summary>
public static class WorkerHost
{
    /// <summary>Name in traces.</summary>
    public const string ServiceName = "ledger-worker";

    /// <summary>
    /// Messages of deliveries in hand at once. Each may hold a body of 1 MiB, which takes 1.4 MB in the message and 1 MB more when
    /// read: 480 MB at the worst. Under load each is a bundle of up to fifty deliveries in half a MiB, more than a commit takes.
    /// </summary>
    const ushort DeliveriesInHand = 200;

    /// <summary>Nobody waits for the archive: under load its transactions begin so long after one another.</summary>
    static readonly TimeSpan ArchivePace = TimeSpan.FromMilliseconds(60);

    /// <summary>Builds the host; the schemas of all databases must stand.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="databases">Connections to the databases.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="JournalPosting.Matrix.MatrixRefusedException">The posting matrix or the chart is not valid.</exception>
    /// <exception cref="SettingsRefusedException">The file of an API's keys cannot be used.</exception>
    /// <exception cref="Inventory.Policy.PolicyRefusedException">The stock policy is not valid.</exception>
    public static WebApplication Build(WorkerOptions options, Databases databases, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder(new WebApplicationOptions
        {
            ContentRootPath = AppContext.BaseDirectory,
            EnvironmentName = Environments.Production,
        });
        builder.WebHost.UseUrls(options.Url.ToString());
        builder.Logging.SetMinimumLevel(LogLevel.Information);
        builder.Logging.AddSimpleConsole(console =>
        {
            console.SingleLine = true;
            console.UseUtcTimestamp = true;
            console.TimestampFormat = "yyyy-MM-dd'T'HH:mm:ss.fff'Z' ";
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("MassTransit", LogLevel.Warning);
        builder.Logging.AddFilter("Npgsql", LogLevel.Warning);
        builder.Services.AddSingleton(time ?? TimeProvider.System);
        AddConsumers(builder.Services, options, databases);
        builder.Services.AddLedgerTelemetry(ServiceName);

        var app = builder.Build();
        _ = app.Services.GetService<EndpointDirectory>(); // Bad secrets stop the start right here.
        if (options.Runs(ConsumerQueues.Evidence) && options.ArchiveKeys!.IsOpenToOthers)
        {
            app.Services.GetRequiredService<ILogger<MasterKeys>>().KeysOpenToOthers(MasterKeys.FileSetting);
        }

        var health = new WorkerHealth(app.Services.GetRequiredService<BusReady>(), options, databases);
        app.MapLedgerHealth(health.MissingAsync);
        if (options.Runs(ConsumerQueues.Inventory))
        {
            StockApiOf(app.Services, options, databases).Map(app);
        }

        if (options.Runs(ConsumerQueues.ErpExport))
        {
            ErpApiOf(app.Services, options, databases).Map(app);
        }

        return app;
    }

    static StockApi StockApiOf(IServiceProvider services, WorkerOptions options, Databases databases)
    {
        var time = services.GetRequiredService<TimeProvider>();
        return new StockApi(
            databases.Inventory, services.GetRequiredService<InventoryWriter>(),
            Keys(StockRoles.Keys, options.StockKeysPath, services), time,
            services.GetRequiredService<ILogger<StockApi>>());
    }

    static ErpApi ErpApiOf(IServiceProvider services, WorkerOptions options, Databases databases) => new(
        databases.ErpExport, services.GetRequiredService<ErpWriter>(), services.GetRequiredService<ErpExportOptions>(),
        Keys(ErpKeys.File, options.ErpKeysPath, services), services.GetRequiredService<TimeProvider>(),
        services.GetRequiredService<ILogger<ErpApi>>());

    static KeyDirectory<TRole>? Keys<TRole>(KeysFile<TRole> file, string? path, IServiceProvider services)
        where TRole : struct, Enum => path is null
        ? null
        : new KeyDirectory<TRole>(
            file, path, services.GetRequiredService<TimeProvider>(), services.GetRequiredService<ILogger<KeyDirectory<TRole>>>());

    static void AddConsumers(IServiceCollection services, WorkerOptions options, Databases databases)
    {
        var posting = new JournalPostingOptions
        {
            MatrixPath = options.MatrixPath,
            ChartPath = options.ChartPath,
            Profiles = options.Profiles,
            BookingDay = options.BookingDay,
        };
        var stock = new InventoryOptions { PolicyPath = options.StockPolicyPath };
        var export = new ErpExportOptions
        {
            Targets = options.ErpTargets,
            Mappings = options.ErpMappings,
            TokenKey = options.ErpTokenKey,
        };
        services.AddMessageBus(new BusOptions { Broker = options.Broker, Queues = options.Queues }, consumers =>
        {
            void Add<TConsumer, TMessage>(ConsumerQueue queue, ushort inHand, ConsumerQueue? with = null)
                where TConsumer : class, IConsumer<TMessage>
                where TMessage : class
            {
                if (options.Runs(with ?? queue))
                {
                    consumers.Add<TConsumer, TMessage>(queue, (_, ct) => WorkerHealth.AnswerAsync(databases.Of(queue), ct), inHand);
                }
            }

            Add<PaymentEventConsumer, PaymentEvent>(ConsumerQueues.Journal, posting.InHand);
            Add<StockEventConsumer, PaymentEvent>(ConsumerQueues.Inventory, stock.InHand);
            Add<PaymentReportConsumer, PaymentReport>(ConsumerQueues.Confirmation, options.Confirmation.InHand);
            Add<JournalEntryConsumer, JournalEntryMessage>(ConsumerQueues.ErpExport, export.InHand);
            Add<AcknowledgementConsumer, ErpAcknowledgementMessage>(
                ConsumerQueues.ErpAcknowledgements, export.InHand, with: ConsumerQueues.ErpExport);
            Add<RawDeliveryConsumer, RawDelivery>(ConsumerQueues.Evidence, DeliveriesInHand);
        });
        services.AddHostedService(provider => new StrandedSessions(
            databases.Used, provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<StrandedSessions>>()));
        if (options.Runs(ConsumerQueues.Journal))
        {
            services.AddJournalPosting(databases.Journal, posting);
        }

        if (options.Runs(ConsumerQueues.Inventory))
        {
            services.AddInventory(databases.Inventory, stock);
        }

        if (options.Runs(ConsumerQueues.Confirmation))
        {
            services.AddConfirmation(
                databases.Confirmation, new SecretsSource(options.SecretsFile!, AllProviders.List), databases.Turns.WaitAsync,
                options.Confirmation);
        }

        if (options.SecretsFile is { } secrets)
        {
            AddWatch(services, options, databases, secrets);
        }

        if (options.Runs(ConsumerQueues.ErpExport))
        {
            services.AddErpExport(databases.ErpExport, export);
        }

        if (options.Runs(ConsumerQueues.Evidence))
        {
            services.AddEvidence(databases.Evidence, "evidence", options.ArchiveKeys ?? throw new SettingsRefusedException(
                [$"{MasterKeys.FileSetting} is not set: the archive stores no body unsealed."]),
                new BatchQueueOptions { Pace = ArchivePace });
        }
    }

    /// <summary>Silence is watched wherever endpoints are known; lists are read where it is asked for.</summary>
    static void AddWatch(IServiceCollection services, WorkerOptions options, Databases databases, string secrets)
    {
        var held = new DeliveriesHeld(databases.Evidence, "evidence");
        services.AddSilenceWatch(
            databases.Backfill, new SecretsSource(secrets, AllProviders.List), held.LastWebhookAsync, options.PollLookEvery);
        if (options.PollEvery is { } every)
        {
            services.AddBackfillPolling(
                databases.Backfill, held.KnownAsync, databases.Turns.WaitAsync,
                new PollOptions { Every = every, LookEvery = options.PollLookEvery });
        }
    }
}
