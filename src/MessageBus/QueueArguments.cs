namespace Ledger.MessageBus;

/// <summary>
/// Arguments of every queue, in one place: the receive endpoints declare the same queues again, and the broker
/// refuses (PRECONDITION_FAILED) a declaration that differs.
/// </summary>
static class QueueArguments
{
    /// <summary>
    /// A parked message must never be dropped for having been looked at too often. RabbitMQ 4 means 20 when nothing
    /// is said and knows −1 for "no limit", which RabbitMQ 3 refuses; both take a number nobody reaches. A limit
    /// also keeps the order: without one, RabbitMQ 3 puts a message that is given back at the end.
    /// </summary>
    const int NeverReached = 1_000_000_000;

    /// <summary>Arguments of a consumer's queue.</summary>
    public static Dictionary<string, object?> Consumer(ConsumerQueue queue, BusOptions options) => new()
    {
        ["x-queue-type"] = "quorum",
        ["x-delivery-limit"] = options.DeliveryLimit,
        ["x-dead-letter-exchange"] = "",
        ["x-dead-letter-routing-key"] = queue.DeadLetterName,
        // At-least-once needs reject-publish; at-most-once would lose a message whose dead-letter queue is away.
        ["x-dead-letter-strategy"] = "at-least-once",
        ["x-overflow"] = "reject-publish",
    };

    /// <summary>Arguments of the queues of dead and of skipped messages.</summary>
    public static Dictionary<string, object?> Parked() => new()
    {
        ["x-queue-type"] = "quorum",
        ["x-delivery-limit"] = NeverReached,
    };
}
