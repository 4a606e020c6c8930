using Ledger.MessageBus;
using Ledger.MessageBus.Messages;
using Ledger.PaymentEvents;
using Ledger.ProviderAccess;
using Ledger.Providers;
using Ledger.Providers.Api;

namespace Ledger.Intake;

/// <summary>Hands deliveries with their facts to the broker and says whether it has them.</summary>
/// <param name="publisher">The way to the broker.</param>
/// <param name="queues">The consumers of the installation.</param>
/// <param name="confirmTimeout">How long the publisher itself waits for a confirmation.</param>
/// <param name="time">The clock.</param>
public sealed class DeliveryPublisher(
    IMessagePublisher publisher, IReadOnlyList<ConsumerQueue> queues, TimeSpan confirmTimeout, TimeProvider time)
{
    /// <summary>What the publisher's own timeout is given on top before its publishes are abandoned.</summary>
    static readonly TimeSpan Grace = TimeSpan.FromMilliseconds(500);

    readonly bool _confirms = queues.Contains(ConsumerQueues.Confirmation);

    /// <summary>
    /// Publishes a delivery and then its events at the same time: nothing is posted whose bytes are not on their way to
    /// the archive, whatever breaks in between. Null when the broker has confirmed every one; else what went wrong: some
    /// may be in their queues, whoever sent it will send all of it again, and the consumers' inboxes tell the repeats.
    /// </summary>
    public Task<Exception?> PublishAsync(RawDelivery delivery, IReadOnlyList<PaymentEvent> events, WebhookEndpoint endpoint) =>
        ConfirmedWithinAsync(confirmTimeout + Grace, async ct =>
        {
            await publisher.PublishAsync(delivery, ct);
            await PublishFactsAsync(events, endpoint, ct);
        });

    /// <summary>Publishes facts without their delivery, which is in the archive already; ends when the broker has confirmed all.</summary>
    /// <returns>How many of them go to the confirmation first.</returns>
    /// <exception cref="PublishFailedException">It has not.</exception>
    public async Task<int> PublishFactsAsync(IReadOnlyList<PaymentEvent> events, WebhookEndpoint endpoint, CancellationToken ct)
    {
        var reports = PaymentReport.Of(endpoint.Name, events).ToLookup(report => IsConfirmed(report, endpoint.Settings));
        await Task.WhenAll(
        [
            .. reports[true].Select(report => publisher.PublishAsync(report, ct)),
            .. reports[false].SelectMany(report => report.Events).Select(e => publisher.PublishAsync(e, ct)),
        ]);
        return reports[true].Sum(report => report.Events.Count);
    }

    /// <summary>Publishes a delivery alone, for the archive; null when the broker has confirmed it.</summary>
    /// <param name="delivery">What came in.</param>
    /// <param name="timeout">How long it may take.</param>
    public Task<Exception?> ArchiveAsync(RawDelivery delivery, TimeSpan timeout) =>
        ConfirmedWithinAsync(timeout, ct => publisher.PublishAsync(delivery, ct));

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
