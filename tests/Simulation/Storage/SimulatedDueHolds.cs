using Ledger.JournalPosting.Storage;
using Ledger.Simulation.Kernel;

namespace Ledger.Simulation.Storage;

/// <summary>The journal's holds that are due.</summary>
sealed class SimulatedDueHolds(SimulatedDatabase database, JournalTables tables, SimulatedProcess process) : IDueHolds
{
    const int Page = 500;

    public Task<IReadOnlyCollection<string>> ReadAsync(DateTimeOffset now, CancellationToken ct) =>
        database.ReadAsync<IReadOnlyCollection<string>>(process, () => tables.Held.Values.SelectMany(holds => holds)
            .Where(held => !held.Overdue && held.Deadline <= now).OrderBy(held => held.Deadline)
            .Take(Page).Select(held => held.Stream).ToHashSet(StringComparer.Ordinal));
}
