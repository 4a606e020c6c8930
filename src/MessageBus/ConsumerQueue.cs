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

    /// <summary>Moves stock; an installation that keeps none does without it.</summary>
    public static readonly ConsumerQueue Inventory = new("inventory", Topics.Payments.Exchange, "payment.#");

    /// <summary>Archives raw deliveries.</summary>
    public static readonly ConsumerQueue Evidence = new("evidence", Topics.Deliveries.Exchange, "delivery.#");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ConsumerQueue> All { get; } = [Journal, Inventory, Evidence];

    /// <summary>The variable that says whether an installation keeps stock, for gateway and worker alike.</summary>
    public const string InventorySetting = "LEDGER_INVENTORY";

    /// <summary>The consumers of an installation by that variable: <c>on</c> (also when it is not set) or <c>off</c>.</summary>
    /// <returns>Null when it says anything else.</returns>
    public static IReadOnlyList<ConsumerQueue>? Of(string? inventory) => inventory switch
    {
        null or "" or "on" => All,
        "off" => [Journal, Evidence],
        _ => null,
    };
}
