using Ledger.Simulation.Stories;

namespace Ledger.Simulation.Bus;

/// <summary>A message in the queue.</summary>
public sealed class QueuedMessage(WireMessage message)
{
    /// <summary>Type and bytes.</summary>
    public WireMessage Message => message;

    /// <summary>What became of it.</summary>
    public Fate Fate { get; set; }

    /// <summary>How often a consumer was given it.</summary>
    public int Deliveries { get; set; }

    /// <summary>How often its handling was begun, retries included.</summary>
    public int Attempts { get; set; }
}

/// <summary>What became of a message on the bus.</summary>
public enum Fate
{
    /// <summary>Still in the queue, or with a consumer.</summary>
    Waiting,

    /// <summary>Acknowledged.</summary>
    Done,

    /// <summary>Set aside: nobody reads its type.</summary>
    Skipped,

    /// <summary>Dead letter.</summary>
    Dead,
}
