using Ledger.Backfill.Polling;
using Ledger.Backfill.Storage;
using Ledger.Intake;
using Ledger.MessageBus;
using Ledger.ProviderAccess;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Ledger.Backfill;

/// <summary>Puts the polling and the watch for silence into a host.</summary>
public static class BackfillRegistration
{
    /// <summary>Adds the watch for silence; logging and <see cref="TimeProvider"/> must be registered.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="source">Connections to the backfill's server; disposed by whoever made it.</param>
    /// <param name="secrets">The file with the endpoints and their thresholds; its changes are taken up.</param>
    /// <param name="last">When the last webhooks came.</param>
    /// <param name="lookEvery">How often it is looked.</param>
    public static IServiceCollection AddSilenceWatch(
        this IServiceCollection services, NpgsqlDataSource source, SecretsSource secrets, LastDelivery last, TimeSpan lookEvery)
    {
        if (services.All(each => each.ServiceType != typeof(EndpointDirectory))) // The confirmation brings it as well.
        {
            services.AddSingleton(secrets);
            services.AddSingleton<EndpointDirectory>();
            services.AddHostedService(provider => provider.GetRequiredService<EndpointDirectory>());
        }

        services.AddSingleton(last);
        services.AddSingleton(new WatermarkStore(source, BackfillMigrations.Schema));
        services.AddSingleton(new GapStore(source, BackfillMigrations.Schema));
        services.AddSingleton<SilenceWatch>();
        services.AddSingleton<GapWatch>();
        services.AddHostedService(provider => new SilenceLoop(
            provider.GetRequiredService<EndpointDirectory>(), provider.GetRequiredService<SilenceWatch>(),
            provider.GetRequiredService<GapWatch>(), lookEvery, provider.GetRequiredService<TimeProvider>(),
            provider.GetRequiredService<ILogger<SilenceLoop>>()));
        return services;
    }

    /// <summary>Adds the polling to a host that has the watch for silence and the message bus.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="source">Connections to the backfill's server; disposed by whoever made it.</param>
    /// <param name="known">What the archive has.</param>
    /// <param name="turn">Takes turns with all others that call the same account's API.</param>
    /// <param name="options">How often.</param>
    public static IServiceCollection AddBackfillPolling(
        this IServiceCollection services, NpgsqlDataSource source, KnownDeliveries known, CallTurn turn, PollOptions options)
    {
        services.TryAddSingleton(turn); // The confirmation brings both as well.
        services.TryAddSingleton<ApiClients>();
        services.AddSingleton(options);
        services.AddSingleton(known);
        services.AddSingleton(new BackfillStore(source, BackfillMigrations.Schema));
        services.AddSingleton(provider =>
        {
            var (bus, time) = (provider.GetRequiredService<BusOptions>(), provider.GetRequiredService<TimeProvider>());
            return new ChannelIntake(
                new DeliveryPublisher(provider.GetRequiredService<IMessagePublisher>(), bus.Queues, bus.ConfirmTimeout, time), time);
        });
        services.AddSingleton<ListPoller>();
        services.AddHostedService<PollLoop>();
        return services;
    }
}
