using System.Runtime.ExceptionServices;
using Ledger.MessageBus.Monitoring;
using MassTransit;
using MassTransit.RabbitMqTransport;
using Microsoft.Extensions.Logging;

namespace Ledger.MessageBus.Consuming;

/// <summary>
/// Outermost: starts the trace, and turns whatever escapes the inner filters (only the world being away does) into
/// a requeue and a pause of the consumer.
/// </summary>
sealed class DeliveryFilter(
    ConsumerQueue queue, BusOptions options, ParkedMessages parked, ConsumerPause pause, ILogger logger)
    : IFilter<ReceiveContext>
{
    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        var properties = context.GetPayload<RabbitMqBasicConsumeContext>().Properties;
        using var activity = BusActivities.StartConsume(queue.Name, properties);
        context.TryGetPayload<ChannelContext>(out var channel);
        pause.CameOn(channel);
        try
        {
            await next.Send(context);
            pause.Succeeded();
            BusMeters.Consumed(queue.Name);
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception failure)
        {
            await pause.BeginAsync(FailureClasses.Cause(failure), channel);
            if (!await QueuedAnewAsync(context, properties.MessageId))
            {
                BusMeters.Requeued(queue.Name);
                throw;
            }
        }
    }

    /// <summary>
    /// Every requeue counts towards the broker's delivery limit. Half way there a message is queued anew with a fresh
    /// count, so that an outage of any length leaves the dead-letter queue empty, while a consumer that crashes never
    /// comes here and still meets the limit.
    /// </summary>
    async Task<bool> QueuedAnewAsync(ReceiveContext context, string? messageId)
    {
        var deliveries = ParkedMessages.DeliveryCount(context);
        if (deliveries < Math.Max(1, options.DeliveryLimit / 2))
        {
            return false;
        }

        try
        {
            await parked.QueueAnewAsync(context);
            logger.QueuedAnew(messageId, queue.Name, deliveries);
            return true;
        }
        catch (PublishFailedException)
        {
            return false;
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("ledgerDelivery");
}

/// <summary>Decides what becomes of a message whose processing failed for good.</summary>
sealed class FaultFilter(ParkedMessages parked) : IFilter<ExceptionReceiveContext>
{
    public async Task Send(ExceptionReceiveContext context, IPipe<ExceptionReceiveContext> next)
    {
        if (FailureClasses.Of(context.Exception) == FailureClass.WorldAway)
        {
            ExceptionDispatchInfo.Throw(context.Exception);
        }

        var attempts = context.TryGetPayload<Attempts>(out var counted) ? counted.Count : 0;
        await parked.DeadLetterAsync(context, context.Exception, Math.Max(1, attempts));
        // Otherwise MassTransit takes a message that could not even be read for one that nobody knows.
        await context.NotifyFaulted(context.Exception);
        await next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("ledgerFault");
}

/// <summary>Sets aside messages that no consumer of the queue knows.</summary>
sealed class SkippedFilter(ParkedMessages parked) : IFilter<ReceiveContext>
{
    public async Task Send(ReceiveContext context, IPipe<ReceiveContext> next)
    {
        await parked.SkipAsync(context);
        await next.Send(context);
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("ledgerSkipped");
}
