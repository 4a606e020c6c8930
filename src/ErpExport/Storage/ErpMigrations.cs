using Ledger.EventStore;

namespace Ledger.ErpExport.Storage;

/// <summary>The scripts that make the export's schema: the event store's and our own (100 and above).</summary>
public static class ErpMigrations
{
    /// <summary>All scripts, to be applied by <see cref="SchemaMigrations"/>.</summary>
    public static IReadOnlyList<MigrationScript> Scripts { get; } =
    [
        .. EventStoreMigrations.Scripts,
        .. MigrationScript.FromAssembly(typeof(ErpMigrations).Assembly, "Ledger.ErpExport.Migrations."),
    ];
}
