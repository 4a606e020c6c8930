using Ledger.Inventory.Storage;
using Ledger.Simulation.Kernel;

namespace Ledger.Simulation.Storage;

/// <summary>The orders whose reservation has run out.</summary>
sealed class SimulatedLapsedOrders(SimulatedDatabase database, StockTables tables, SimulatedProcess process) : ILapsedOrders
{
    public Task<IReadOnlyCollection<string>> ReadAsync(DateTimeOffset now, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyCollection<string>>(process, () => tables.Reservations.Keys.Where(key => key.ExpiresAt <= now)
            .OrderBy(key => key.ExpiresAt).Select(key => key.OrderRef).ToHashSet(StringComparer.Ordinal));
}
