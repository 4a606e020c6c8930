using Ledger.MessageBus.Consuming;
using Ledger.MessageBus.Monitoring;
using MassTransit;

namespace Ledger.MessageBus.Bundling;

/// <summary>
/// Hands the messages of a bundle to the queue's consumers, all at once, and acknowledges it when each is done. One that fails
/// for a reason of its own, or that nobody here knows, is queued by itself, where retries, dead letters and all else go the
/// ordinary way; the others are not held up. While the world is away the whole bundle waits, and comes again. One that has come so
/// often that the broker would soon set it aside, which only a process that ends over it lets happen, is taken apart: whichever of its
/// messages it is, the others go on without it.
/// </summary>
sealed class BundleConsumer(
    ConsumerQueue queue, BusOptions options, IReadOnlyList<MessageReader> readers, ParkedMessages parked, IServiceProvider services)
    : IConsumer<Bundle>
{
    public async Task Consume(ConsumeContext<Bundle> context)
    {
        if (ParkedMessages.DeliveryCount(context.ReceiveContext) >= options.DeliveryLimit * 3 / 4)
        {
            await Task.WhenAll(context.Message.Messages.Select(parked.QueueSinglyAsync));
            return;
        }

        // Only once all are done: a bundle that comes again must not leave a copy of the same failure each time.
        var left = await Task.WhenAll(context.Message.Messages.Select(message => TakeAsync(message, context)));
        await Task.WhenAll(left.OfType<BundledMessage>().Select(parked.QueueSinglyAsync));
    }

    /// <summary>Null when it is done, itself when it must be queued alone.</summary>
    async Task<BundledMessage?> TakeAsync(BundledMessage message, ConsumeContext context)
    {
        using var activity = BusActivities.StartConsume(queue.Name, message.Id, message.TraceParent, message.TraceState);
        try
        {
            if (readers.FirstOrDefault(reader => reader.Reads(message.Type)) is { } reader)
            {
                await reader.HandAsync(message.Content ?? reader.Read(message.Body.Span), context, services);
                return null;
            }
        }
        catch (Exception failure) when (FailureClasses.Of(failure) != FailureClass.WorldAway)
        {
            // Queued by itself it is tried again, and what is said about it then is said about it alone.
        }

        return message;
    }
}
