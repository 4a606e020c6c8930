using Ledger.Backfill;
using Ledger.Backfill.Storage;
using Ledger.Cli.Shell;
using Ledger.EventStore;
using Ledger.Evidence;
using Ledger.Intake;
using Ledger.MessageBus;
using Ledger.MessageBus.Publishing;
using Ledger.ProviderAccess;
using Ledger.Providers;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;

namespace Ledger.Cli.Backfill;

/// <summary>The backfill's schema and its way to the broker, opened for a command. It may run beside gateways and workers.</summary>
sealed class BackfillBooks : IAsyncDisposable
{
    readonly CommandContext _context;
    readonly NpgsqlDataSource _source;
    readonly NpgsqlDataSource _evidence;
    ConfirmedPublisher? _publisher;

    BackfillBooks(CommandContext context)
    {
        (_context, _source) = (context, NpgsqlDataSource.Create(context.Connections.Backfill));
        _evidence = NpgsqlDataSource.Create(context.Connections.Evidence);
        Store = new BackfillStore(_source, BackfillMigrations.Schema);
        Watermarks = new WatermarkStore(_source, BackfillMigrations.Schema);
        Gaps = new GapStore(_source, BackfillMigrations.Schema);
    }

    /// <summary>Runs and what they settled.</summary>
    public BackfillStore Store { get; }

    /// <summary>How far the lists were read.</summary>
    public WatermarkStore Watermarks { get; }

    /// <summary>What no list can bring any more.</summary>
    public GapStore Gaps { get; }

    /// <summary>Turns of accounts at providers' APIs, with all workers.</summary>
    public CallTurn Turn => new PostgresTurns(_source, ApiClients.TurnsSchema, _context.Time).WaitAsync;

    /// <summary>What the archive has.</summary>
    public KnownDeliveries Known => new DeliveriesHeld(_evidence, "evidence").KnownAsync;

    /// <summary>When the last webhooks came.</summary>
    public LastDelivery LastDelivery => new DeliveriesHeld(_evidence, "evidence").LastWebhookAsync;

    /// <summary>Opens it; makes what its schema lacks, since it works without a worker too.</summary>
    public static async Task<BackfillBooks> OpenAsync(CommandContext context, CancellationToken ct)
    {
        var books = new BackfillBooks(context);
        try
        {
            await SchemaMigrations.ApplyAsync(books._source, BackfillMigrations.Schema, BackfillMigrations.Scripts, ct);
            await SchemaMigrations.ApplyAsync(books._source, ApiClients.TurnsSchema, PostgresTurns.Scripts, ct);
            return books;
        }
        catch
        {
            await books.DisposeAsync();
            throw;
        }
    }

    /// <summary>An endpoint of the secrets file.</summary>
    /// <exception cref="CliError">The file cannot be used, or has no such endpoint.</exception>
    public static WebhookEndpoint Endpoint(CommandContext context, string provider, string endpoint) =>
        Endpoints(context).Of(provider, endpoint) ?? throw BackfillAdvice.Of(new BackfillRefusedException(
            BackfillReason.EndpointUnknown, $"The secrets file has no endpoint '{endpoint}' of {provider}."));

    /// <summary>All endpoints of the secrets file.</summary>
    /// <exception cref="CliError">The file cannot be used.</exception>
    public static WebhookEndpoints Endpoints(CommandContext context)
    {
        var path = context.Connections.SecretsFile;
        var reading = SecretsFile.Read(path, AllProviders.List);
        return reading.Endpoints ?? throw CliError.Missing(
            "SECRETS_FILE_INVALID", $"The secrets file {path} cannot be used: {string.Join(" ", reading.Errors)}",
            "Correct the file that LEDGER_SECRETS names.");
    }

    /// <summary>The way in, by the queues that the broker has, unless the environment says which this installation has.</summary>
    public async Task<ChannelIntake> IntakeAsync(CancellationToken ct)
    {
        var queues = await StandingQueues.OfAsync(_context, ct);
        var options = new BusOptions { Broker = _context.Connections.Broker, Queues = queues };
        _publisher = new ConfirmedPublisher(options, _context.Time, NullLogger<ConfirmedPublisher>.Instance) { DeclaresTopology = false };
        return new ChannelIntake(new DeliveryPublisher(_publisher, queues, options.ConfirmTimeout, _context.Time), _context.Time);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_publisher is not null)
        {
            await _publisher.DisposeAsync();
        }

        await _source.DisposeAsync();
        await _evidence.DisposeAsync();
    }
}
