using Ledger.Evidence;
using Ledger.JournalPosting;
using Ledger.MessageBus;
using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;
using Ledger.Telemetry;
using Npgsql;

namespace Ledger.Worker;

/// <summary>Puts the worker together: the consumers, one line each, and the health addresses.</summary>
public static class WorkerHost
{
    /// <summary>Name in traces.</summary>
    public const string ServiceName = "ledger-worker";

    /// <summary>
    /// Deliveries in hand at once. Each may hold a body of 1 MiB, which takes 1.4 MB in the message and 1 MB more when
    /// read: 480 MB at the worst, while small ones still come in batches worth a commit.
    /// </summary>
    const ushort DeliveriesInHand = 200;

    /// <summary>Builds the host; the schemas of both databases must stand.</summary>
    /// <param name="options">Settings.</param>
    /// <param name="journal">Connections to the journal's database.</param>
    /// <param name="evidence">Connections to the archive's database.</param>
    /// <param name="time">The clock; null for the system's.</param>
    /// <exception cref="JournalPosting.Matrix.MatrixRefusedException">The posting matrix or the chart is not valid.</exception>
    public static WebApplication Build(
        WorkerOptions options, NpgsqlDataSource journal, NpgsqlDataSource evidence, TimeProvider? time = null)
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
        AddConsumers(builder.Services, options, journal, evidence);
        builder.Services.AddLedgerTelemetry(ServiceName);

        var app = builder.Build();
        var health = new WorkerHealth(app.Services.GetRequiredService<BusReady>(), options, journal, evidence);
        app.MapLedgerHealth(health.MissingAsync);
        return app;
    }

    static void AddConsumers(
        IServiceCollection services, WorkerOptions options, NpgsqlDataSource journal, NpgsqlDataSource evidence)
    {
        var posting = new JournalPostingOptions
        {
            MatrixPath = options.MatrixPath,
            ChartPath = options.ChartPath,
            Profiles = options.Profiles,
            BookingDay = options.BookingDay,
        };
        services.AddMessageBus(new BusOptions { Broker = options.Broker }, consumers =>
        {
            if (options.Runs(ConsumerQueues.Journal.Name))
            {
                consumers.Add<PaymentEventConsumer, PaymentEvent>(
                    ConsumerQueues.Journal, (_, ct) => WorkerHealth.AnswerAsync(journal, ct), posting.InHand);
            }

            if (options.Runs(ConsumerQueues.Evidence.Name))
            {
                consumers.Add<RawDeliveryConsumer, RawDelivery>(
                    ConsumerQueues.Evidence, (_, ct) => WorkerHealth.AnswerAsync(evidence, ct), DeliveriesInHand);
            }
        });
        if (options.Runs(ConsumerQueues.Journal.Name))
        {
            services.AddJournalPosting(journal, posting);
        }

        if (options.Runs(ConsumerQueues.Evidence.Name))
        {
            services.AddEvidence(evidence, "evidence");
        }
    }
}
