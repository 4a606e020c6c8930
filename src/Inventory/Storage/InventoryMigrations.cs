using Ledger.EventStore;

namespace Ledger.Inventory.Storage;

/// <summary>The scripts that make the inventory's schema: the event store's and our own (100 and above).</summary>
public static class InventoryMigrations
{
    /// <summary>All scripts, to be applied by <see cref="SchemaMigrations"/>.</summary>
    public static IReadOnlyList<MigrationScript> Scripts { get; } =
    [
        .. EventStoreMigrations.Scripts,
        .. MigrationScript.FromAssembly(typeof(InventoryMigrations).Assembly, "Ledger.Inventory.Migrations."),
    ];
}
