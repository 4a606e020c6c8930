namespace Ledger.EventStore;

/// <summary>Limits of a batch queue.</summary>
public sealed record BatchQueueOptions
{
    /// <summary>Most messages in one batch.</summary>
    public int MaxBatch { get; init; } = 1_000;

    /// <summary>
    /// So long after a batch of several messages was begun the next one is, unless a full one waits already: under load fewer and larger
    /// batches, each of which costs the database much the same. What comes after a rest, or singly, is taken at once. Zero for never
    /// waiting.
    /// </summary>
    public TimeSpan Pace { get; init; }

    /// <summary>
    /// After a batch of more messages than this the next one waits longer than the pace, in proportion and at most twice as long: so much
    /// comes that throughput counts for more. Unless set, the pace is always the same.
    /// </summary>
    public int AmpleBatch { get; init; } = int.MaxValue;

    /// <summary>Most messages that wait; whoever comes then waits for a place.</summary>
    public int MaxWaiting { get; init; } = 10_000;

    /// <summary>How long a batch is held while storage is away, before its messages fail.</summary>
    public TimeSpan HoldFor { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Pause before the first retry; each further pause is twice as long.</summary>
    public TimeSpan RetryDelayMin { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Longest pause between two retries.</summary>
    public TimeSpan RetryDelayMax { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>How long closing waits for what is queued before it is given up.</summary>
    public TimeSpan DrainFor { get; init; } = TimeSpan.FromSeconds(5);
}
