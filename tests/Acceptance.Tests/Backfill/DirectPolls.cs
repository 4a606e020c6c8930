using System.Collections.Concurrent;
using Ledger.Backfill;
using Ledger.Backfill.Polling;
using Ledger.Backfill.Storage;
using Ledger.Intake;
using Ledger.MessageBus;
using Ledger.PaymentEvents;
using Ledger.ProviderAccess;
using Ledger.Providers;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ledger.Acceptance.Tests.Backfill;

/// <summary>Polls that a test begins by itself, beside a worker that has none.</summary>
static class DirectPolls
{
    /// <summary>The endpoint as the secrets file has it now.</summary>
    public static WebhookEndpoint Endpoint(RunningBackfill running) =>
        SecretsFile.Read(running.SecretsFile, AllProviders.List).Endpoints!.Of("stripe", "default")!;

    /// <summary>Clients that wait for nobody.</summary>
    public static ApiClients Clients() => new((_, _, _) => Task.CompletedTask, TimeProvider.System);

    /// <summary>A poller on the running stack's tables.</summary>
    public static ListPoller Poller(RunningBackfill running, SwitchableBroker broker, ApiClients clients, TimeSpan every = default)
    {
        var publisher = new DeliveryPublisher(broker, ConsumerQueues.With(inventory: false), TimeSpan.FromSeconds(5), TimeProvider.System);
        return new ListPoller(
            new ChannelIntake(publisher, TimeProvider.System), new BackfillStore(running.Source, BackfillMigrations.Schema),
            new WatermarkStore(running.Source, BackfillMigrations.Schema), new GapStore(running.Source, BackfillMigrations.Schema),
            (_, _, _, _) => Task.FromResult<IReadOnlySet<string>>(new HashSet<string>()), clients, new PollOptions { Every = every },
            TimeProvider.System, NullLogger<ListPoller>.Instance);
    }
}

/// <summary>A broker that confirms, or does not, and keeps what came.</summary>
sealed class SwitchableBroker : IMessagePublisher
{
    public bool Confirms { get; set; } = true;

    public ConcurrentBag<PaymentEvent> Facts { get; } = [];

    public Task PublishAsync<T>(T message, CancellationToken ct)
        where T : class
    {
        if (!Confirms)
        {
            throw new PublishFailedException("It did not confirm.", innerException: null);
        }

        if (message is PaymentEvent fact)
        {
            Facts.Add(fact);
        }

        return Task.CompletedTask;
    }
}
