using Ledger.EventStore;
using Ledger.MessageBus;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Ledger.JournalPosting;

/// <summary>Puts the journal into a host.</summary>
public static class JournalPostingRegistration
{
    /// <summary>
    /// Adds the journal, its hold sweeper and its relay; the consumer is <see cref="PaymentEventConsumer"/> on the
    /// queue <c>journal</c>. Logging, <see cref="TimeProvider"/> and <see cref="IMessagePublisher"/> must be
    /// registered.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="source">Connections to the journal's server; disposed by whoever made it.</param>
    /// <param name="options">How the journal is kept; the schema is migrated beforehand.</param>
    /// <exception cref="Matrix.MatrixRefusedException">Matrix or chart is not valid; all problems listed.</exception>
    public static IServiceCollection AddJournalPosting(
        this IServiceCollection services, NpgsqlDataSource source, JournalPostingOptions options)
    {
        var rules = PostingRules.Load(options);
        var batches = new BatchQueueOptions { MaxBatch = options.MaxBatch };
        services.AddSingleton(provider => new JournalWriter(
            source, options.Schema, rules, batches, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<JournalWriter>>()));
        services.AddHostedService(provider => new HoldSweeper(
            source, options, provider.GetRequiredService<JournalWriter>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<HoldSweeper>>()));
        services.AddHostedService(provider => new JournalRelay(
            source, options, provider.GetRequiredService<JournalWriter>(),
            provider.GetRequiredService<IMessagePublisher>(), provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<JournalRelay>>()));
        return services;
    }
}
