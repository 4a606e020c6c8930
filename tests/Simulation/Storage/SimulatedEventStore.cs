using Ledger.EventStore;
using Ledger.Simulation.Kernel;

namespace Ledger.Simulation.Storage;

/// <summary>What a process reads outside its group commits: events.</summary>
sealed class SimulatedEventStore(SimulatedDatabase database, SimulatedProcess process) : IEventStore
{
    public Task<IReadOnlyList<StoredEvent>> ReadAfterAsync(long position, int limit, CancellationToken ct) =>
        ReadAsync<IReadOnlyList<StoredEvent>>(
            () => [.. database.Tables.ByPosition(position, limit).Select(Stored)]);

    public Task<long> LastPositionAsync(CancellationToken ct) => ReadAsync(() => database.Tables.LastPosition);

    public Task<long> LastBeforeAsync(long position, string type, CancellationToken ct) => ReadAsync(() => database.Tables
        .ByPosition(0, 1_000_000).TakeWhile(row => row.Position < position).LastOrDefault(row => row.Type == type)?.Position ?? 0);

    public Task<AppendOutcome> AppendAsync(
        string streamId, long expectedVersion, IReadOnlyList<NewEvent> events, CancellationToken ct) => throw Unused();

    public Task<IReadOnlyList<StoredEvent>> ReadStreamAsync(string streamId, long fromVersion, CancellationToken ct) => throw Unused();

    public IAsyncEnumerable<StoredEvent> FollowAsync(long afterPosition, CancellationToken ct) => throw Unused();

    Task<T> ReadAsync<T>(Func<T> read) => database.ReadAsync(process, read);

    static StoredEvent Stored(EventRow row) => new(
        row.Position, row.Id, row.Stream, row.Version, row.Type, row.Data, row.At, row.CorrelationId, row.CausationId, row.Hash);

    static NotSupportedException Unused() => new("No relay asks for this.");
}
