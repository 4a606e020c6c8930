using Ledger.Confirmation.Storage;
using Ledger.MessageBus;
using Ledger.ProviderAccess;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace Ledger.Confirmation;

/// <summary>Puts the confirmation into a host.</summary>
public static class ConfirmationRegistration
{
    /// <summary>
    /// Adds the loop that reads; the consumer is <see cref="PaymentReportConsumer"/> on the queue <c>confirmation</c>. Logging,
    /// <see cref="TimeProvider"/> and <see cref="IMessagePublisher"/> must be registered.
    /// </summary>
    /// <param name="services">The host's services.</param>
    /// <param name="source">Connections to the confirmation's server; disposed by whoever made it.</param>
    /// <param name="secrets">The file that says how each account's API is reached; its changes are taken up.</param>
    /// <param name="turn">Takes turns with all others that call the same account's API.</param>
    /// <param name="options">How it reads.</param>
    public static IServiceCollection AddConfirmation(
        this IServiceCollection services, NpgsqlDataSource source, SecretsSource secrets, CallTurn turn, ConfirmationOptions options)
    {
        services.AddSingleton(options);
        services.AddSingleton(secrets);
        services.AddSingleton<EndpointDirectory>();
        services.AddHostedService(provider => provider.GetRequiredService<EndpointDirectory>());
        services.AddSingleton(turn);
        services.AddSingleton<ApiClients>();
        services.AddSingleton(new ReadStore(source, options.Schema));
        services.AddSingleton<ReportConfirmer>();
        services.AddSingleton<ReadLoop>();
        services.AddHostedService(provider => provider.GetRequiredService<ReadLoop>());
        return services;
    }
}
