using Ledger.EventStore;

namespace Ledger.Confirmation;

/// <summary>The confirmation's own scripts, versions from 100.</summary>
public static class ConfirmationMigrations
{
    /// <summary>The scripts, in order; it needs none of the event store's.</summary>
    public static IReadOnlyList<MigrationScript> Scripts { get; } =
        MigrationScript.FromAssembly(typeof(ConfirmationMigrations).Assembly, "Ledger.Confirmation.Migrations.");
}
