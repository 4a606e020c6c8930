using Ledger.MessageBus;
using Ledger.ProviderAccess;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace Ledger.Gateway;

/// <summary>Says at the start what comes in, where it goes and which limits hold.</summary>
sealed class FlowPrint(GatewayOptions options, EndpointDirectory directory, IServer server, ILogger<FlowPrint> log)
    : IHostedLifecycleService
{
    /// <inheritdoc/>
    public Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var provider in directory.Current.All.GroupBy(e => e.Provider.Name))
        {
            log.Receives(
                $"POST /v1/webhooks/{provider.Key}/{{endpoint}}", string.Join(", ", provider.Select(e => e.Name)));
        }

        log.Publishes(
            Topics.Deliveries.Exchange, Topics.Payments.Exchange,
            string.Join(", ", options.Queues.Select(q => q.Name)));
        log.Limits(
            options.BodyBytesMax, options.BodyTimeout.TotalSeconds, options.SourcePerSecond, options.SourceBurst,
            options.ConnectionsMax);
        WarnOfOpenSecrets();
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StartedAsync(CancellationToken cancellationToken)
    {
        log.Listens(string.Join(", ", server.Features.Get<IServerAddressesFeature>()?.Addresses ?? []));
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    void WarnOfOpenSecrets()
    {
        const UnixFileMode Others = UnixFileMode.GroupRead | UnixFileMode.OtherRead;
        if (!OperatingSystem.IsWindows() && (File.GetUnixFileMode(options.SecretsFile) & Others) != UnixFileMode.None)
        {
            log.SecretsFileOpenToOthers();
        }
    }
}
