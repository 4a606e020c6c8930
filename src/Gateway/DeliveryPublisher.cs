using Ledger.MessageBus;
using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;
using Ledger.ProviderAccess;
using Ledger.Providers;
using Ledger.Providers.Api;

namespace Ledger.Gateway;

/// <summary>Hands deliveries to the broker and says whether it has them.</summary>
sealed class DeliveryPublisher(
    IMessagePublisher publisher, GatewayOptions options, TimeProvider time, GatewayMetrics metrics,
    ILogger<DeliveryPublisher> log)
{
    readonly bool _confirms = options.Queues.Contains(ConsumerQueues.Confirmation);

    /// <summary>What the publisher's own timeout is given on top before its publishes are abandoned.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    /// <summary>How long the answer to a refused delivery may wait for its archiving.</summary>
    static readonly TimeSpan RefusedTimeout = TimeSpan.FromSeconds(1);

    /// <summary>
    /// Publishes a delivery and then its events at the same time: nothing is posted whose bytes are not on their way to
    /// the archive, whatever breaks in between. Null when the broker has confirmed every one; else what went wrong: some
    /// may be in their queues, the provider will send all of it again, and the consumers' inboxes tell the repeats.
    /// </summary>
    public Task<Exception?> PublishAsync(RawDelivery delivery, IReadOnlyList<PaymentEvent> events, WebhookEndpoint endpoint) =>
        ConfirmedWithinAsync(options.ConfirmTimeout + Grace, async ct =>
        {
            await publisher.PublishAsync(delivery, ct);
            await Task.WhenAll(PaymentReport.Of(endpoint.Name, events).SelectMany(report => IsConfirmed(report, endpoint.Settings)
                ? [publisher.PublishAsync(report, ct)]
                : report.Events.Select(e => publisher.PublishAsync(e, ct))));
        });

    /// <summary>
    /// Whether a message's facts wait for a read of the provider's API: as the endpoint's policy says, where the installation has the
    /// consumer that reads.
    /// </summary>
    bool IsConfirmed(PaymentReport report, EndpointSettings settings) =>
        _confirms && settings.Api is not null && settings.Confirm switch
        {
            ConfirmPolicy.Always => true,
            ConfirmPolicy.Needed => report.Events.Any(e => e.Completeness == Completeness.NeedsRead),
            _ => false,
        };

    /// <summary>
    /// Archives a delivery that was not taken. Its answer, a refusal, goes out whether that works or not, and whatever
    /// goes wrong here: this is the one catch of everything, counted and logged.
    /// </summary>
    public async Task TryArchiveAsync(Func<RawDelivery> refused)
    {
        try
        {
            var delivery = refused();
            if (await ConfirmedWithinAsync(RefusedTimeout, ct => publisher.PublishAsync(delivery, ct)) is null)
            {
                return;
            }
        }
        catch (Exception fault)
        {
            log.ArchiveFault(fault.GetType().Name, fault.StackTrace ?? "");
        }

        metrics.ArchiveFailed();
    }

    async Task<Exception?> ConfirmedWithinAsync(TimeSpan timeout, Func<CancellationToken, Task> publish)
    {
        using var deadline = new CancellationTokenSource(timeout, time);
        try
        {
            await publish(deadline.Token).WaitAsync(deadline.Token);
            return null;
        }
        catch (Exception e) when (e is PublishFailedException or OperationCanceledException or TimeoutException)
        {
            return e;
        }
    }
}
