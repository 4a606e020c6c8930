namespace Ledger.MessageBus.Monitoring;

/// <summary>The bus as this process sees it now.</summary>
/// <param name="TopologyStands">True once all exchanges and queues have been declared.</param>
/// <param name="PublisherConnected">True while messages can be published.</param>
/// <param name="Consumers">The queues this process consumes; empty in a process that only publishes.</param>
public sealed record BusHealth(bool TopologyStands, bool PublisherConnected, IReadOnlyList<ConsumerHealth> Consumers)
{
    /// <summary>True when the topology stands, messages can be published and every queue is being consumed.</summary>
    public bool Ready => TopologyStands && PublisherConnected && Consumers.All(c => c.State == ConsumerState.Consuming);

    /// <summary>What is missing, for people; empty when ready.</summary>
    public IReadOnlyList<string> Missing =>
    [
        .. TopologyStands ? (string[])[] : ["the exchanges and queues are not declared yet"],
        .. PublisherConnected ? (string[])[] : ["the publisher is not connected to RabbitMQ"],
        .. Consumers.Where(c => c.State != ConsumerState.Consuming)
            .Select(c => $"queue {c.Queue} is not being consumed ({c.State}: {c.Reason ?? "no failure so far"})"),
    ];
}

/// <summary>Whether a queue is being consumed.</summary>
/// <param name="Queue">Name of the queue.</param>
/// <param name="State">What is going on.</param>
/// <param name="Reason">Why it is not being consumed; null while it is, or before it has begun.</param>
public sealed record ConsumerHealth(string Queue, ConsumerState State, string? Reason);

/// <summary>What is going on with a consumer.</summary>
public enum ConsumerState
{
    /// <summary>On its way to consuming.</summary>
    Starting,

    /// <summary>Messages are delivered to it.</summary>
    Consuming,

    /// <summary>Waiting for something outside, such as the database.</summary>
    Paused,

    /// <summary>The broker is away.</summary>
    Away,
}
