namespace Ledger.EventStore;

/// <summary>Append-only streams of one schema, in Marten's tables.</summary>
public interface IEventStore
{
    /// <summary>Appends events to a stream that must be at the expected version (0 = must not exist yet).</summary>
    Task<AppendOutcome> AppendAsync(
        string streamId, long expectedVersion, IReadOnlyList<NewEvent> events, CancellationToken ct);

    /// <summary>Reads a stream in version order; empty when it does not exist.</summary>
    Task<IReadOnlyList<StoredEvent>> ReadStreamAsync(string streamId, long fromVersion, CancellationToken ct);

    /// <summary>Reads up to <paramref name="limit"/> events behind a position, in order (1 to 10,000).</summary>
    Task<IReadOnlyList<StoredEvent>> ReadAfterAsync(long position, int limit, CancellationToken ct);

    /// <summary>
    /// Follows the schema from a position for ever: yields every event once, in order. A reader that has seen
    /// position N has seen everything below N, because positions are taken in commit order.
    /// </summary>
    IAsyncEnumerable<StoredEvent> FollowAsync(long afterPosition, CancellationToken ct);

    /// <summary>Position of the last committed event; 0 when there is none.</summary>
    Task<long> LastPositionAsync(CancellationToken ct);

    /// <summary>Position of the last event of a type before a position; 0 when there is none.</summary>
    Task<long> LastBeforeAsync(long position, string type, CancellationToken ct);
}
