namespace Ledger.EventStore;

/// <summary>The database's schema and this build's scripts do not belong together; nothing was changed.</summary>
public sealed class MigrationRefusedException(string message) : Exception(message);
