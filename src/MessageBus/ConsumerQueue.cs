namespace Ledger.MessageBus;

/// <summary>A consumer's quorum queue; beside it stand <c>{Name}.dead-letter</c> and <c>{Name}.skipped</c>.</summary>
/// <param name="Name">Name of the queue and of the consumer, such as <c>journal</c>.</param>
/// <param name="Exchange">Topic exchange it is bound to.</param>
/// <param name="RoutingKey">Binding key, such as <c>payment.#</c>.</param>
public sealed record ConsumerQueue(string Name, string Exchange, string RoutingKey)
{
    /// <summary>Where messages go that cannot be processed.</summary>
    public string DeadLetterName => $"{Name}.dead-letter";

    /// <summary>Where messages go that the consumer does not know.</summary>
    public string SkippedName => $"{Name}.skipped";
}

/// <summary>THE list of consumers. Whoever starts first declares the queues of all of them.</summary>
public static class ConsumerQueues
{
    /// <summary>Posts journal entries.</summary>
    public static readonly ConsumerQueue Journal = new("journal", Topics.Payments.Exchange, "payment.#");

    /// <summary>Archives raw deliveries.</summary>
    public static readonly ConsumerQueue Evidence = new("evidence", Topics.Deliveries.Exchange, "delivery.#");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ConsumerQueue> All { get; } = [Journal, Evidence];
}
