namespace Ledger.EventStore;

/// <summary>The event store's own scripts, versions 1 to 99.</summary>
public static class EventStoreMigrations
{
    /// <summary>Marten's tables, the inbox, the hash chain's head and the relays' positions, in order.</summary>
    public static IReadOnlyList<MigrationScript> Scripts { get; } =
        MigrationScript.FromAssembly(typeof(EventStoreMigrations).Assembly, "Ledger.EventStore.Migrations.");
}
