using Npgsql;

namespace Ledger.Evidence;

/// <summary>
/// The advisory lock of the archive's keys: shared by every batch that is written; held alone by whoever retires or destroys keys, for the
/// moment in which that is committed.
/// </summary>
static class ArchiveLock
{
    /// <summary>The lock's number, as an expression in SQL.</summary>
    public static string Keys(string schema) => $"hashtextextended('{schema}.archive_key', 0)";

    /// <summary>
    /// Takes the other lock, of those who remove bodies or place holds, to the end of the transaction that is open: what is held is not
    /// removed. Writers never wait for it.
    /// </summary>
    public static async Task TakeHoldsAsync(NpgsqlConnection connection, string schema, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"select pg_advisory_xact_lock(hashtextextended('{schema}.archive_hold', 0))", connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Takes it alone, to the end of the transaction that is open; waits for batches that are being written.</summary>
    public static async Task TakeAsync(NpgsqlConnection connection, string schema, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select pg_advisory_xact_lock({Keys(schema)})", connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
