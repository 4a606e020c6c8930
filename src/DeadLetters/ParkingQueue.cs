using Ledger.MessageBus;

namespace Ledger.DeadLetters;

/// <summary>A queue where messages of a consumer are set aside, and the queue they came from.</summary>
/// <param name="Origin">Where they go back to.</param>
/// <param name="Skipped">True for messages the consumer did not know, false for those it could not process.</param>
public sealed record ParkingQueue(ConsumerQueue Origin, bool Skipped)
{
    /// <summary>Name of the queue.</summary>
    public string Name => Skipped ? Origin.SkippedName : Origin.DeadLetterName;

    /// <summary>All of them.</summary>
    public static IReadOnlyList<ParkingQueue> All { get; } =
    [
        .. ConsumerQueues.All.SelectMany(
            queue => (ParkingQueue[])[new(queue, Skipped: false), new(queue, Skipped: true)]),
    ];
}
