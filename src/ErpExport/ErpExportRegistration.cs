using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Storage;
using Ledger.EventStore;
using Ledger.MessageBus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Ledger.ErpExport;

/// <summary>Puts the export into a host.</summary>
public static class ErpExportRegistration
{
    /// <summary>
    /// Adds the export with all its targets; the consumers are <see cref="JournalEntryConsumer"/> on the queue <c>erp-export</c> and
    /// <see cref="AcknowledgementConsumer"/> on <c>erp-acknowledgements</c>. Logging, <see cref="TimeProvider"/> and
    /// <see cref="IMessagePublisher"/> must be registered.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="source">Connections to the export's server; disposed by whoever made it.</param>
    /// <param name="options">The targets with their mappings; the schema is migrated beforehand.</param>
    public static IServiceCollection AddErpExport(this IServiceCollection services, NpgsqlDataSource source, ErpExportOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(provider => new ErpWriter(
            source, options.Schema, new BatchQueueOptions { MaxBatch = options.MaxBatch }, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ErpWriter>>()));
        services.AddSingleton<ITokenVault>(provider => new PostgresTokenVault(
            source, options.Schema, options.TokenKey, provider.GetRequiredService<TimeProvider>()));
        services.AddHostedService(provider => new ErpExportWorker(
            source, options, provider.GetRequiredService<ErpWriter>(), provider.GetRequiredService<ITokenVault>(),
            provider.GetRequiredService<IMessagePublisher>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ErpExportWorker>>()));
        return services;
    }
}
