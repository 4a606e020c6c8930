using System.Data;
using System.Diagnostics;
using System.Text;
using Ledger.Inventory.Events;
using Npgsql;

namespace Ledger.Inventory.Storage;

/// <summary>
/// Folds the inventory's events anew and compares the read models with it: in a snapshot, for whoever may only read, or under
/// the chain's lock, to put them right. While they are put right the inventory waits.
/// </summary>
public sealed class InventoryRebuild(NpgsqlDataSource source, string schema)
{
    const int ProgressEvery = 10_000;

    /// <summary>Compares in one snapshot; changes nothing.</summary>
    /// <param name="progress">Told the number of events folded so far; may be null.</param>
    /// <param name="ct">Stops it.</param>
    public Task<StockComparison> CompareAsync(IProgress<long>? progress, CancellationToken ct) => RunAsync(apply: false, progress, ct);

    /// <summary>Brings the read models to what the events say.</summary>
    /// <param name="progress">Told the number of events folded so far; may be null.</param>
    /// <param name="ct">Stops it; the read models then stay as they were.</param>
    public Task<StockComparison> ApplyAsync(IProgress<long>? progress, CancellationToken ct) => RunAsync(apply: true, progress, ct);

    async Task<StockComparison> RunAsync(bool apply, IProgress<long>? progress, CancellationToken ct)
    {
        var began = Stopwatch.GetTimestamp();
        await using var connection = await source.OpenConnectionAsync(ct);
        await using var transaction = await connection.BeginTransactionAsync(
            apply ? IsolationLevel.ReadCommitted : IsolationLevel.RepeatableRead, ct);
        // A repair counts as a commit: whoever has decided ahead over the rows as they were must read them again.
        await ExecuteAsync(connection, $"set local search_path to {schema}; set local timezone to 'UTC'"
            + (apply ? "; update chain_head set commits = commits + 1" : "; set transaction read only"), ct);
        var fold = await FoldAsync(connection, progress, ct);
        var whole = fold.Whole();
        var tables = new List<StockTableDifference>();
        foreach (var table in StockTable.All)
        {
            tables.Add(await CompareAsync(connection, table, whole, ct));
        }

        if (apply && tables.Exists(table => table.RowsDiffering > 0))
        {
            await ReplaceAsync(connection, whole, ct);
        }

        await transaction.CommitAsync(ct);
        return new StockComparison(fold.Events, fold.Position, Stopwatch.GetElapsedTime(began), fold.Gap, fold.Twice, tables, apply);
    }

    static async Task<InventoryFold> FoldAsync(NpgsqlConnection connection, IProgress<long>? progress, CancellationToken ct)
    {
        var fold = new InventoryFold();
        await using var command = new NpgsqlCommand(
            "select seq_id, stream_id, timestamp, type, data::text from mt_events order by seq_id", connection)
        { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(CommandBehavior.SequentialAccess, ct);
        while (await reader.ReadAsync(ct))
        {
            var (position, streamId, recordedAt) =
                (reader.GetInt64(0), reader.GetString(1), reader.GetFieldValue<DateTimeOffset>(2));
            if (InventoryEventTypes.Read(reader.GetString(3), Encoding.UTF8.GetBytes(reader.GetString(4))) is { } fact)
            {
                fold.Add(new PlacedFact(position, streamId, recordedAt, fact));
            }

            if (fold.Events % ProgressEvery == 0)
            {
                progress?.Report(fold.Events);
            }
        }

        return fold;
    }

    static async Task<StockTableDifference> CompareAsync(
        NpgsqlConnection connection, StockTable table, InventoryChanges fold, CancellationToken ct)
    {
        var expected = table.Expected(fold).ToDictionary(row => row.Key, row => row.Content, StringComparer.Ordinal);
        var (rows, extra, changed) = (expected.Count, 0L, 0L);
        var examples = new List<string>();
        await using var command = new NpgsqlCommand(table.Rows, connection) { CommandTimeout = 0 };
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            var (key, found) = (reader.GetString(0), reader.GetString(1));
            if (!expected.Remove(key, out var content))
            {
                extra++;
                Remember(examples, $"{key}: no row expected, found {found}");
            }
            else if (content != found)
            {
                changed++;
                Remember(examples, $"{key}: expected {content}, found {found}");
            }
        }

        foreach (var (key, content) in expected)
        {
            Remember(examples, $"{key}: expected {content}, no row found");
        }

        return new StockTableDifference(table.Name, rows, expected.Count, extra, changed, examples);
    }

    static void Remember(List<string> examples, string example)
    {
        if (examples.Count < 5)
        {
            examples.Add(example);
        }
    }

    async Task ReplaceAsync(NpgsqlConnection connection, InventoryChanges whole, CancellationToken ct)
    {
        await ExecuteAsync(connection, string.Join("; ", StockTable.All.Select(table => $"delete from {table.Name}")), ct);
        await using var batch = new NpgsqlBatch(connection) { Timeout = 0 };
        new InventoryWrites(schema).Add(batch, whole);
        if (batch.BatchCommands.Count > 0)
        {
            await batch.ExecuteNonQueryAsync(ct);
        }
    }

    static async Task ExecuteAsync(NpgsqlConnection connection, string sql, CancellationToken ct)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 0 };
        await command.ExecuteNonQueryAsync(ct);
    }
}
