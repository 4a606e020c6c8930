using Ledger.EventStore;
using Ledger.Inventory.Policy;
using Ledger.MessageBus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Ledger.Inventory;

/// <summary>Puts the inventory into a host.</summary>
public static class InventoryRegistration
{
    /// <summary>
    /// Adds the inventory, its sweeper and its relay; the consumer is <see cref="StockEventConsumer"/> on the queue
    /// <c>inventory</c>. Logging, <see cref="TimeProvider"/> and <see cref="IMessagePublisher"/> must be registered.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="source">Connections to the inventory's server; disposed by whoever made it.</param>
    /// <param name="options">How the inventory is kept; the schema is migrated beforehand.</param>
    /// <exception cref="PolicyRefusedException">The stock policy is not valid; all problems listed.</exception>
    public static IServiceCollection AddInventory(this IServiceCollection services, NpgsqlDataSource source, InventoryOptions options)
    {
        var policy = StockPolicyYaml.Load(options.PolicyPath);
        var batches = new BatchQueueOptions { MaxBatch = options.MaxBatch, Pace = options.Pace, AmpleBatch = options.AmpleBatch };
        services.AddSingleton(provider => new InventoryWriter(
            source, options.Schema, policy, batches, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<InventoryWriter>>()));
        services.AddHostedService(provider => new ReservationSweeper(
            source, options, provider.GetRequiredService<InventoryWriter>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<ReservationSweeper>>()));
        services.AddHostedService(provider => new InventoryRelay(
            source, options, provider.GetRequiredService<InventoryWriter>(), provider.GetRequiredService<IMessagePublisher>(),
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<ILogger<InventoryRelay>>()));
        return services;
    }
}
