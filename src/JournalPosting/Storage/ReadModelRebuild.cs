using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace Ledger.JournalPosting.Storage;

/// <summary>
/// Folds the journal's events into side tables, compares them with the read models and, if asked, takes over what
/// differs. Posting goes on meanwhile; it waits only while the last events are folded and the tables compared.
/// </summary>
/// <remarks>
/// Rows that differ are taken over in place of swapping the tables: readers never wait, and names, indexes and rights
/// of the tables stay what the migrations made them. The result is the same, in one transaction, under the chain's
/// lock.
/// </remarks>
public sealed class ReadModelRebuild(NpgsqlDataSource source, string schema, ILogger<ReadModelRebuild> logger)
{
    const int NearlyThere = 1_000;

    /// <summary>Folds and compares.</summary>
    /// <param name="apply">True to bring the read models to what the events say.</param>
    /// <param name="progress">Told the number of events folded so far; may be null.</param>
    /// <param name="ct">Stops it; the read models then stay as they were.</param>
    /// <exception cref="InvalidOperationException">Another rebuild of this schema is running.</exception>
    public async Task<RebuildReport> RunAsync(bool apply, IProgress<long>? progress, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        await using var connection = await source.OpenConnectionAsync(ct);
        await TakeTurnAsync(connection, ct);
        try
        {
            await ExecuteAsync(connection, All(table => table.Create(schema)), ct);
            var fold = new ReadModelFold(source, schema, progress);
            await fold.FoldAsync(await LastPositionAsync(connection, ct), ct);
            while (await LastPositionAsync(connection, ct) is var last && last - fold.Position > NearlyThere)
            {
                await fold.FoldAsync(last, ct);
            }

            var tables = await FinishAsync(connection, fold, apply, ct);
            var report = new RebuildReport(fold.Events, fold.Position, Stopwatch.GetElapsedTime(began), tables, apply);
            logger.Rebuilt(report.Events, (long)report.Elapsed.TotalMilliseconds, report.RowsDiffering);
            return report;
        }
        finally
        {
            await ExecuteAsync(connection, All(table => table.Drop(schema)), CancellationToken.None);
            await ExecuteAsync(connection, $"select pg_advisory_unlock({Turn})", CancellationToken.None);
        }
    }

    // A repair counts as a commit: whoever has decided ahead over the rows as they were must read them again.
    string Lock(bool repairs) => repairs
        ? $"update {schema}.chain_head set commits = commits + 1"
        : $"select from {schema}.chain_head for update";

    string Turn => $"hashtextextended('ledger/rebuild/{schema}', 0)";

    async Task<List<TableDifference>> FinishAsync(
        NpgsqlConnection connection, ReadModelFold fold, bool apply, CancellationToken ct)
    {
        await using var transaction = await connection.BeginTransactionAsync(ct);
        await ExecuteAsync(connection, Lock(apply), ct);
        await fold.FoldAsync(await LastPositionAsync(connection, ct), ct);
        var equal = await Task.WhenAll(ReadModelTable.All.Select(table => FindEqualAsync(table, ct)));
        var differences = new List<TableDifference>();
        foreach (var (table, same) in ReadModelTable.All.Zip(equal))
        {
            var found = same ?? await CompareAsync(connection, table, ct);
            differences.Add(found);
            if (apply && found.Missing + found.Extra + found.Changed > 0)
            {
                await ExecuteAsync(connection, table.Repair(schema), ct);
            }
        }

        await transaction.CommitAsync(ct);
        return differences;
    }

    // On a connection of its own, so that all tables are looked at at once: nobody writes while the chain is locked.
    async Task<TableDifference?> FindEqualAsync(ReadModelTable table, CancellationToken ct)
    {
        await using var command = source.CreateCommand(table.AreEqual(schema));
        command.CommandTimeout = 0;
        await using var reader = await command.ExecuteReaderAsync(ct);
        await reader.ReadAsync(ct);
        return reader.GetBoolean(0) ? new TableDifference(table.Name, reader.GetInt64(1), 0, 0, 0, []) : null;
    }

    async Task<TableDifference> CompareAsync(NpgsqlConnection connection, ReadModelTable table, CancellationToken ct)
    {
        long rows, missing, extra, changed;
        await using (var compare = new NpgsqlCommand(table.Compare(schema), connection) { CommandTimeout = 0 })
        await using (var reader = await compare.ExecuteReaderAsync(ct))
        {
            await reader.ReadAsync(ct);
            (rows, missing) = (reader.GetInt64(0), reader.GetInt64(1));
            (extra, changed) = (reader.GetInt64(2), reader.GetInt64(3));
        }

        var examples = new List<string>();
        if (missing + extra + changed > 0)
        {
            await using var select = new NpgsqlCommand(table.Examples(schema), connection) { CommandTimeout = 0 };
            await using var reader = await select.ExecuteReaderAsync(ct);
            while (await reader.ReadAsync(ct))
            {
                examples.Add(reader.GetString(0));
            }
        }

        return new TableDifference(table.Name, rows, missing, extra, changed, examples);
    }

    async Task TakeTurnAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select pg_try_advisory_lock({Turn})", connection);
        if (await command.ExecuteScalarAsync(ct) is not true)
        {
            throw new InvalidOperationException($"Another rebuild of schema {schema} is running.");
        }
    }

    async Task<long> LastPositionAsync(NpgsqlConnection connection, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand($"select position from {schema}.chain_head", connection);
        return (long)(await command.ExecuteScalarAsync(ct))!;
    }

    static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }

    static string All(Func<ReadModelTable, string> statement) =>
        string.Join('\n', ReadModelTable.All.Select(statement));
}
