using Microsoft.Extensions.Logging;

namespace Ledger.MessageBus.Monitoring;

/// <summary>All log messages of the bus.</summary>
static partial class MessageBusLog
{
    [LoggerMessage(1500, LogLevel.Information, "Exchanges and queues stand on RabbitMQ at {Where}")]
    public static partial void TopologyDeclared(this ILogger logger, string where);

    [LoggerMessage(1501, LogLevel.Information, "Publisher connected to RabbitMQ at {Where}")]
    public static partial void PublisherConnected(this ILogger logger, string where);

    [LoggerMessage(1502, LogLevel.Warning, "Publisher lost RabbitMQ at {Where}: {Reason}")]
    public static partial void PublisherDisconnected(this ILogger logger, string where, string reason);

    [LoggerMessage(1503, LogLevel.Warning, "RabbitMQ at {Where} is away: {Reason}")]
    public static partial void BrokerAway(this ILogger logger, string where, string reason);

    [LoggerMessage(1510, LogLevel.Information, "Queue {Queue} is being consumed")]
    public static partial void Consuming(this ILogger logger, string queue);

    [LoggerMessage(1511, LogLevel.Warning, "Queue {Queue} is not being consumed: {Reason}")]
    public static partial void NotConsuming(this ILogger logger, string queue, string reason);

    [LoggerMessage(1518, LogLevel.Error,
        "Queue {Queue} has had no consumer of ours for {Time} although RabbitMQ is there: all consumers start anew")]
    public static partial void ConsumersStartAnew(this ILogger logger, string queue, TimeSpan time);

    [LoggerMessage(1519, LogLevel.Error, "Consumers could not be started anew; trying again: {Reason}")]
    public static partial void ConsumersNotStarted(this ILogger logger, string reason);

    [LoggerMessage(1512, LogLevel.Warning,
        "Queue {Queue} pauses for {Pause}, because something outside is away: {Exception}: {Reason}")]
    public static partial void Paused(
        this ILogger logger, string queue, TimeSpan pause, string exception, string reason);

    [LoggerMessage(1513, LogLevel.Information, "Queue {Queue} resumes after {Paused}")]
    public static partial void Resumed(this ILogger logger, string queue, TimeSpan paused);

    [LoggerMessage(1514, LogLevel.Warning, "Queue {Queue} stays paused: what it needs is still away: {Reason}")]
    public static partial void StillAway(this ILogger logger, string queue, string reason);

    [LoggerMessage(1515, LogLevel.Warning,
        "Queue {Queue} is to pause, but its consumer still holds messages; waiting for them")]
    public static partial void StillInHand(this ILogger logger, string queue);

    [LoggerMessage(1516, LogLevel.Debug, "Subscription to queue {Queue} could not be cancelled: {Reason}")]
    public static partial void NotCancelled(this ILogger logger, string queue, string reason);

    [LoggerMessage(1517, LogLevel.Critical, "Queue {Queue} could not be paused and resumed; start this process anew")]
    public static partial void PauseFailed(this ILogger logger, Exception failure, string queue);

    [LoggerMessage(1520, LogLevel.Error,
        "Message {MessageId} of queue {Queue} is dead-lettered after {Attempts} attempts: {Exception}: {Reason}")]
    public static partial void DeadLettered(
        this ILogger logger, string? messageId, string queue, int attempts, string exception, string reason);

    [LoggerMessage(1521, LogLevel.Warning,
        "Message {MessageId} of queue {Queue} is skipped: type {Type} is not known here")]
    public static partial void Skipped(this ILogger logger, string? messageId, string queue, string type);

    [LoggerMessage(1522, LogLevel.Information,
        "Message {MessageId} of queue {Queue} is queued anew after {DeliveryCount} deliveries in an outage")]
    public static partial void QueuedAnew(this ILogger logger, string? messageId, string queue, long deliveryCount);

    [LoggerMessage(1523, LogLevel.Information, "Message {MessageId} came to queue {Queue} in a bundle and is queued by itself")]
    public static partial void QueuedSingly(this ILogger logger, string? messageId, string queue);

    [LoggerMessage(1530, LogLevel.Debug, "Queue depths could not be read: {Reason}")]
    public static partial void DepthsUnread(this ILogger logger, string reason);
}
