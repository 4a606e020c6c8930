using System.Diagnostics;
using Ledger.MessageBus.Bundling;
using Ledger.MessageBus.Monitoring;
using Ledger.MessageBus.Publishing;
using MassTransit;
using Microsoft.Extensions.Logging;

namespace Ledger.MessageBus.Consuming;

/// <summary>
/// Puts messages of one queue aside: confirmed in the other queue first, acknowledged here afterwards. A crash in
/// between leaves two, which the consumer's inbox absorbs; never none.
/// </summary>
sealed class ParkedMessages(
    ConsumerQueue queue, ConfirmedPublisher publisher, TimeProvider time, ILogger<ParkedMessages> logger)
{
    /// <summary>Sets a message aside that cannot be processed.</summary>
    public async Task DeadLetterAsync(ReceiveContext context, Exception failure, int attempts)
    {
        var cause = FailureClasses.Cause(failure);
        var reason = FailureClasses.Of(failure) == FailureClass.NotAsDocumented
            ? "not-as-documented"
            : "failed-repeatedly";
        var headers = Headers(reason, attempts);
        headers[FaultHeaders.Exception] = cause.GetType().FullName;
        headers[FaultHeaders.Message] = FaultHeaders.Text(cause.Message);
        headers[FaultHeaders.Stack] = FaultHeaders.Text(cause.StackTrace ?? "");
        await ParkAsync(context, queue.DeadLetterName, headers);
        logger.DeadLettered(
            Properties(context).MessageId, queue.Name, attempts, cause.GetType().Name,
            FaultHeaders.Text(cause.Message));
        Activity.Current?.SetStatus(ActivityStatusCode.Error, reason);
    }

    /// <summary>Sets a message aside that this consumer does not know.</summary>
    public async Task SkipAsync(ReceiveContext context)
    {
        var type = CloudEventHeaders.Text(Properties(context).Headers, CloudEventHeaders.Type) ?? "";
        var headers = Headers("type-not-known", attempts: 0);
        headers[FaultHeaders.Message] = FaultHeaders.Text(
            $"Consumer '{queue.Name}' of this version does not know messages of type '{type}'.");
        await ParkAsync(context, queue.SkippedName, headers);
        logger.Skipped(Properties(context).MessageId, queue.Name, FaultHeaders.Text(type));
    }

    /// <summary>
    /// Puts a message at the end of its own queue, where the broker counts its deliveries from zero again.
    /// </summary>
    public Task QueueAnewAsync(ReceiveContext context) => publisher.PublishAsync(
        OutgoingMessage.ToQueue(queue.Name, FaultHeaders.Original(Properties(context)), Copy(context)),
        CancellationToken.None);

    /// <summary>Puts a message of a bundle into its own queue as a message of its own.</summary>
    public Task QueueSinglyAsync(BundledMessage message)
    {
        logger.QueuedSingly(message.Id, queue.Name);
        return publisher.PublishAsync(message.ToQueue(queue.Name), CancellationToken.None);
    }

    /// <summary>How often the broker has delivered a message before this time.</summary>
    public static long DeliveryCount(ReceiveContext context) =>
        Properties(context).Headers?.TryGetValue("x-delivery-count", out var count) == true
            ? Convert.ToInt64(count)
            : 0;

    Dictionary<string, object?> Headers(string reason, int attempts) => new(StringComparer.Ordinal)
    {
        [FaultHeaders.Reason] = reason,
        [FaultHeaders.At] = time.GetUtcNow().UtcDateTime.ToString("O"),
        [FaultHeaders.Attempts] = attempts,
        [FaultHeaders.Queue] = queue.Name,
    };

    async Task ParkAsync(ReceiveContext context, string target, Dictionary<string, object?> headers)
    {
        var properties = FaultHeaders.Original(Properties(context));
        foreach (var (name, value) in headers)
        {
            properties.Headers![name] = value;
        }

        await publisher.PublishAsync(
            OutgoingMessage.ToQueue(target, properties, Copy(context)), CancellationToken.None);
        BusMeters.Parked(target);
    }

    // The client takes the memory back after the message; an unconfirmed publish may still be waiting to be written.
    static byte[] Copy(ReceiveContext context) => PlainJson.Body(context).ToArray();

    static RabbitMQ.Client.IReadOnlyBasicProperties Properties(ReceiveContext context) =>
        context.GetPayload<RabbitMqBasicConsumeContext>().Properties;
}
