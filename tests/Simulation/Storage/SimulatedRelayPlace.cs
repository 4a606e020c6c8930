using Ledger.EventStore;
using Ledger.Simulation.Kernel;

namespace Ledger.Simulation.Storage;

/// <summary>The relay's position, and the lock that makes one process the active relay.</summary>
sealed class SimulatedRelayPlace(SimulatedDatabase database, SimulatedProcess process) : IRelayPlace
{
    public string Name => $"{database.Name}-topic";

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
