using Ledger.EventStore;

namespace Ledger.JournalPosting.Storage;

/// <summary>The scripts that make the journal's schema: the event store's and our own (100 and above).</summary>
public static class JournalMigrations
{
    /// <summary>All scripts, to be applied by <see cref="SchemaMigrations"/>.</summary>
    public static IReadOnlyList<MigrationScript> Scripts { get; } =
    [
        .. EventStoreMigrations.Scripts,
        .. MigrationScript.FromAssembly(typeof(JournalMigrations).Assembly, "Ledger.JournalPosting.Migrations."),
    ];
}
