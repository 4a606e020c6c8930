using Ledger.MessageBus.Monitoring;
using Ledger.MessageBus.Publishing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Ledger.MessageBus;

/// <summary>Puts the bus into a host.</summary>
public static class MessageBusRegistration
{
    /// <summary>
    /// Registers <see cref="IMessagePublisher"/>, <see cref="BusReady"/> and <see cref="QueueDepths"/>, declares the
    /// topology at start and consumes what <paramref name="consumers"/> lists (null for a host that only publishes).
    /// </summary>
    public static IServiceCollection AddMessageBus(
        this IServiceCollection services, BusOptions options, Action<BusConsumers>? consumers)
    {
        var list = new BusConsumers(services);
        consumers?.Invoke(list);
        services.TryAddSingleton(TimeProvider.System);
        services.AddSingleton(options);
        services.AddSingleton(list);
        services.AddSingleton<ConfirmedPublisher>();
        services.AddSingleton<IMessagePublisher>(s => s.GetRequiredService<ConfirmedPublisher>());
        services.AddSingleton<BusReady>();
        services.AddSingleton<QueueDepths>();
        services.AddHostedService<BusHost>();
        if (list.Endpoints.Count > 0)
        {
            services.AddHostedService<QueueDepthSampling>();
        }

        return services;
    }
}
