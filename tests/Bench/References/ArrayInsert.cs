using System.Diagnostics;
using Npgsql;

namespace Ledger.Bench.References;

/// <summary>
/// The rows that the posting engine wrote, inserted again into the same tables without any logic:
/// <c>insert … select unnest</c> on one connection, as many rows per transaction as the engine takes events.
/// </summary>
public sealed class ArrayInsert(NpgsqlDataSource source, string from, string into)
{
    // Streams before events, because events refer to them.
    static readonly string[] Tables =
    [
        "mt_streams", "mt_events", "inbox", "journal_line", "payment_state", "trace_key", "account_balance",
        "daily_balance", "held_event",
    ];

    /// <summary>Copies all rows and returns the time the inserts took; the reading is not counted.</summary>
    public async Task<TimeSpan> RunAsync(int transactions, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        var tables = new List<LoadedTable>();
        foreach (var name in Tables)
        {
            tables.Add(await LoadedTable.ReadAsync(connection, from, name, ct));
        }

        var clock = Stopwatch.StartNew();
        for (var n = 0; n < transactions; n++)
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await using var batch = new NpgsqlBatch(connection, transaction);
            foreach (var table in tables)
            {
                table.AddInsert(batch, into, n, transactions);
            }

            await batch.ExecuteNonQueryAsync(ct);
            await transaction.CommitAsync(ct);
        }

        return clock.Elapsed;
    }
}
