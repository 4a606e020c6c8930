using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Delivery;
using Ledger.MessageBus;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Ledger.ErpExport;

/// <summary>Runs all targets of an installation, each by itself, and publishes what happens to their documents.</summary>
public sealed class ErpExportWorker : BackgroundService
{
    /// <summary>Name of the relay's stored position.</summary>
    public const string RelayName = "erp-topic";

    static readonly TimeSpan LagEvery = TimeSpan.FromSeconds(1);

    readonly IReadOnlyList<TargetRunner> _runners;
    readonly ErpRelay _relay;
    readonly TimeProvider _time;

    /// <summary>Makes the worker; nothing is connected yet.</summary>
    public ErpExportWorker(
        NpgsqlDataSource source, ErpExportOptions options, ErpWriter writer, ITokenVault tokens, IMessagePublisher publisher,
        TimeProvider time, ILogger<ErpExportWorker> logger)
    {
        _time = time;
        var pacers = new RatePacers(time);
        _runners = [.. options.Targets.Select(target =>
        {
            var kind = AllErpAdapters.ByKind[target.Kind];
            var context = new AdapterContext
            {
                Target = target, Time = time, Pacers = pacers, Tokens = tokens, HttpHandler = options.HttpHandler,
            };
            return new TargetRunner(
                target, kind, () => kind.Make(context), options.Mappings[target.Name], source, options.Schema, writer, time, logger);
        })];
        _relay = new ErpRelay(source, options, publisher, time, logger);
        writer.Committed += _relay.Take;
        writer.Committed += _ =>
        {
            foreach (var runner in _runners)
            {
                runner.Wake();
            }
        };
    }

    /// <inheritdoc/>
    protected override Task ExecuteAsync(CancellationToken stoppingToken) => Task.WhenAll(
        _runners.Select(runner => runner.RunAsync(stoppingToken)).Append(_relay.RunAsync(stoppingToken))
            .Append(MeasureAsync(stoppingToken)));

    async Task MeasureAsync(CancellationToken ct)
    {
        using var timer = new PeriodicTimer(LagEvery, _time);
        while (await timer.WaitForNextTickAsync(ct))
        {
            ErpMetrics.RelayLag(_relay.Lag);
        }
    }
}
