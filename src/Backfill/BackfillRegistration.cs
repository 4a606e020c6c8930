using Ledger.Backfill.Polling;
using Ledger.Backfill.Storage;
using Ledger.Intake;
using Ledger.MessageBus;
using Ledger.ProviderAccess;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Npgsql;

namespace Ledger.Backfill;

/// <summary>Puts the polling into a host.</summary>
public static class BackfillRegistration
{
    /// <summary>Adds the loop; logging, <see cref="TimeProvider"/> and the message bus must be registered.</summary>
    /// <param name="services">The host's services.</param>
    /// <param name="source">Connections to the backfill's server; disposed by whoever made it.</param>
    /// <param name="secrets">The file that says how each account's API is reached; its changes are taken up.</param>
    /// <param name="known">What the archive has.</param>
    /// <param name="last">When the last webhooks came.</param>
    /// <param name="options">How often.</param>
    public static IServiceCollection AddBackfillPolling(
        this IServiceCollection services, NpgsqlDataSource source, SecretsSource secrets, KnownDeliveries known, LastDelivery last,
        PollOptions options)
    {
        if (services.All(each => each.ServiceType != typeof(EndpointDirectory))) // The confirmation brings it as well.
        {
            services.AddSingleton(secrets);
            services.AddSingleton<EndpointDirectory>();
            services.AddHostedService(provider => provider.GetRequiredService<EndpointDirectory>());
        }

        services.TryAddSingleton<ApiClients>();
        services.AddSingleton(options);
        services.AddSingleton(known);
        services.AddSingleton(last);
        services.AddSingleton(new BackfillStore(source, BackfillMigrations.Schema));
        services.AddSingleton(new WatermarkStore(source, BackfillMigrations.Schema));
        services.AddSingleton(provider =>
        {
            var (bus, time) = (provider.GetRequiredService<BusOptions>(), provider.GetRequiredService<TimeProvider>());
            return new ChannelIntake(
                new DeliveryPublisher(provider.GetRequiredService<IMessagePublisher>(), bus.Queues, bus.ConfirmTimeout, time), time);
        });
        services.AddSingleton<ListPoller>();
        services.AddSingleton<SilenceWatch>();
        services.AddHostedService<PollLoop>();
        return services;
    }
}
