using Ledger.EventStore;
using Ledger.Evidence.Sealing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Ledger.Evidence;

/// <summary>Wires the archive.</summary>
public static class EvidenceRegistration
{
    /// <summary>
    /// Adds the archive (<see cref="DeliveryArchive"/>) as a singleton; the consumer is <see cref="RawDeliveryConsumer"/>
    /// on the queue <c>evidence</c>. Logging and <see cref="TimeProvider"/> must be registered.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="source">Connections to the archive's server; disposed by whoever made it.</param>
    /// <param name="schema">Name of the schema, <c>evidence</c> in service; migrated beforehand.</param>
    /// <param name="masters">Master keys of the bodies.</param>
    /// <param name="options">Limits of the batches; null for the defaults.</param>
    public static IServiceCollection AddEvidence(
        this IServiceCollection services, NpgsqlDataSource source, string schema, MasterKeys masters, BatchQueueOptions? options = null) =>
        services.AddSingleton(provider => new DeliveryArchive(
            source, schema, masters, options ?? new BatchQueueOptions(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<DeliveryArchive>>()));
}
