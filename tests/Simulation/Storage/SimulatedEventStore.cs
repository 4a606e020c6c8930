using Ledger.EventStore;
using Ledger.JournalPosting.Storage;
using Ledger.Simulation.Kernel;

namespace Ledger.Simulation.Storage;

/// <summary>What a process reads outside its group commits: events, and holds that are due.</summary>
sealed class SimulatedEventStore(SimulatedDatabase database, SimulatedProcess process) : IEventStore, IDueHolds
{
    const int DuePage = 500;

    public Task<IReadOnlyList<StoredEvent>> ReadAfterAsync(long position, int limit, CancellationToken ct) =>
        ReadAsync<IReadOnlyList<StoredEvent>>(
            () => [.. database.Tables.ByPosition(position, limit).Select(Stored)]);

    public Task<long> LastPositionAsync(CancellationToken ct) => ReadAsync(() => database.Tables.LastPosition);

    public Task<IReadOnlyCollection<string>> ReadAsync(DateTimeOffset now, CancellationToken ct) =>
        ReadAsync<IReadOnlyCollection<string>>(() => database.Tables.Held.Values.SelectMany(holds => holds)
            .Where(held => !held.Overdue && held.Deadline <= now).OrderBy(held => held.Deadline)
            .Take(DuePage).Select(held => held.Stream).ToHashSet(StringComparer.Ordinal));

    public Task<AppendOutcome> AppendAsync(
        string streamId, long expectedVersion, IReadOnlyList<NewEvent> events, CancellationToken ct) => throw Unused();

    public Task<IReadOnlyList<StoredEvent>> ReadStreamAsync(string streamId, long fromVersion, CancellationToken ct) => throw Unused();

    public IAsyncEnumerable<StoredEvent> FollowAsync(long afterPosition, CancellationToken ct) => throw Unused();

    async Task<T> ReadAsync<T>(Func<T> read)
    {
        using var session = new Session(database, process);
        return await session.CallAsync(Step.Read, read);
    }

    static StoredEvent Stored(EventRow row) => new(
        row.Position, row.Id, row.Stream, row.Version, row.Type, row.Data, row.At, row.CorrelationId, row.CausationId, row.Hash);

    static NotSupportedException Unused() => new("The journal does not ask for this.");
}

/// <summary>The relay's position, and the lock that makes one process the active relay.</summary>
sealed class SimulatedRelayPlace(SimulatedDatabase database, SimulatedProcess process) : IRelayPlace
{
    public string Name => "journal-topic";

    public async Task<IRelaySession> OpenAsync(CancellationToken ct)
    {
        var session = new Session(database, process);
        try
        {
            await session.CallAsync(Step.Read, () => { });
        }
        catch
        {
            session.Dispose();
            throw;
        }

        return new Place(database, session);
    }

    sealed class Place(SimulatedDatabase database, Session session) : IRelaySession
    {
        public Task<bool> TryLockAsync(CancellationToken ct) => session.CallAsync(Step.Read, () =>
        {
            database.RelayHolder ??= session;
            return database.RelayHolder == session;
        });

        public Task UnlockAsync()
        {
            session.Dispose();
            return Task.CompletedTask;
        }

        public Task<long> ReadAsync(CancellationToken ct) => session.CallAsync(Step.Read, () => database.Tables.RelayPosition);

        public Task MoveAsync(long from, long to, CancellationToken ct) => session.CallAsync(Step.MoveRelay, () =>
        {
            if (database.Tables.RelayPosition != from)
            {
                throw new InvalidOperationException($"The relay is no longer at {from}.");
            }

            database.Tables.RelayPosition = to;
        });

        public ValueTask DisposeAsync()
        {
            session.Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
