using Ledger.EventStore;

namespace Ledger.Backfill;

/// <summary>The backfill's own scripts, versions from 100.</summary>
public static class BackfillMigrations
{
    /// <summary>Name of the schema.</summary>
    public const string Schema = "backfill";

    /// <summary>The scripts, in order; it needs none of the event store's.</summary>
    public static IReadOnlyList<MigrationScript> Scripts { get; } =
        MigrationScript.FromAssembly(typeof(BackfillMigrations).Assembly, "Ledger.Backfill.Migrations.");
}
