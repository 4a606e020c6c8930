using Npgsql;

namespace Ledger.Evidence;

/// <summary>
/// The advisory lock of the archive's keys: shared by every batch that is written; held alone by whoever retires or destroys keys, for the
/// moment in which that is committed; and whether keys are in use.
/// </summary>
static class ArchiveLock
{
    /// <summary>The lock's number, as an expression in SQL.</summary>
    public static string Keys(string schema) => $"hashtextextended('{schema}.archive_key', 0)";

    /// <summary>
    /// True when all keys of the parameter <c>$n</c>, an array of ids that are there once each, are in use: an expression in SQL, worked
    /// out once for a statement, by as many lookups as there are keys.
    /// </summary>
    public static string AllInUse(string schema, int n) =>
        $"""
        cardinality(${n}::bigint[]) = (
            select count(*) from unnest(${n}::bigint[]) as u (key_id), lateral (
                select from "{schema}".archive_key k
                where k.key_id = u.key_id and k.retired_at is null and k.destroyed_at is null offset 0) used)
        """;

    /// <summary>
    /// Takes the other lock, of those who remove bodies or place holds, to the end of the transaction that is open: what is held is not
    /// removed. Writers never wait for it.
    /// </summary>
    public static async Task TakeHoldsAsync(NpgsqlConnection connection, string schema, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(
            $"select pg_advisory_xact_lock(hashtextextended('{schema}.archive_hold', 0))", connection)
        { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }

    /// <summary>Takes it alone, to the end of the transaction that is open; waits for batches that are being written.</summary>
    public static async Task TakeAsync(NpgsqlConnection connection, string schema, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select pg_advisory_xact_lock({Keys(schema)})", connection);
        await command.ExecuteNonQueryAsync(ct);
    }
}
