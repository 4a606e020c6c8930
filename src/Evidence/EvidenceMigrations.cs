using Ledger.EventStore;

namespace Ledger.Evidence;

/// <summary>The archive's own scripts, versions from 100.</summary>
public static class EvidenceMigrations
{
    /// <summary>The scripts, in order; the archive needs none of the event store's.</summary>
    public static IReadOnlyList<MigrationScript> Scripts { get; } =
        MigrationScript.FromAssembly(typeof(EvidenceMigrations).Assembly, "Ledger.Evidence.Migrations.");
}
