using System.Data.Common;

namespace Ledger.Simulation.Storage;

/// <summary>What the simulated database answers when it refuses; with PostgreSQL's codes.</summary>
public sealed class StoreException(string sqlState, string message) : DbException(message)
{
    /// <inheritdoc/>
    public override string? SqlState => sqlState;

    /// <inheritdoc/>
    public override bool IsTransient => sqlState.StartsWith("08", StringComparison.Ordinal);

    /// <summary>The connection broke: the effect of what was asked is not known.</summary>
    public static StoreException Broken() => new("08006", "the connection broke");

    /// <summary>The session was thrown out because it held the lock and did nothing.</summary>
    public static StoreException Idle() => new("25P03", "terminating connection due to idle-in-transaction timeout");

    /// <summary>A row with this key is there.</summary>
    public static StoreException Duplicate(string constraint) => new("23505", $"duplicate key value violates unique constraint {constraint}");
}
