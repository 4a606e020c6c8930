using System.Diagnostics;
using Ledger.Bench.Cpu;
using Ledger.Bench.Scenarios;
using Npgsql;

namespace Ledger.Bench.References;

/// <summary>
/// The rows that the posting engine wrote, inserted again into the same tables without any logic:
/// <c>insert … select unnest</c> on one connection, as many rows per transaction as the engine takes events.
/// </summary>
/// <param name="source">Where both schemas are.</param>
/// <param name="from">Schema that holds the rows.</param>
/// <param name="into">Schema with the same tables, empty.</param>
/// <param name="others">Tables besides streams and events.</param>
public sealed class ArrayInsert(NpgsqlDataSource source, string from, string into, IReadOnlyList<string> others)
{
    /// <summary>The tables that the posting engine writes besides streams and events.</summary>
    public static IReadOnlyList<string> Journal { get; } =
    [
        "inbox", "journal_line", "payment_state", "trace_key", "account_balance",
        "daily_balance", "held_event",
    ];

    /// <summary>
    /// Inserts all rows, as <paramref name="posted"/> events in batches of the engine's size, and returns the time the
    /// inserts took; the reading is not counted.
    /// </summary>
    public async Task<TimeSpan> RunAsync(int posted, CpuMeter? cpu, CancellationToken ct)
    {
        var transactions = (posted + PostingEngine.Batch - 1) / PostingEngine.Batch;
        await using var connection = await source.OpenConnectionAsync(ct);
        var streams = await LoadedTable.ReadAsync(connection, StreamsInOrder, "mt_streams", ct);
        var events = await LoadedTable.ReadAsync(
            connection, $"select * from {from}.mt_events order by seq_id", "mt_events", ct);
        var streamsUpTo = await StreamsUpToAsync(connection, transactions, events.Count, ct);
        var rest = new List<LoadedTable>();
        foreach (var name in others)
        {
            rest.Add(await LoadedTable.ReadAsync(connection, $"select * from {from}.{name}", name, ct));
        }

        await using (var partition = new NpgsqlCommand($"select {into}.ensure_inbox_partitions(now())", connection))
        {
            await partition.ExecuteNonQueryAsync(ct); // With the same indexes as the engine's.
        }

        using var measured = cpu?.Measure(posted);
        var clock = Stopwatch.StartNew();
        for (var n = 0; n < transactions; n++)
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await using var batch = new NpgsqlBatch(connection, transaction);
            streams.AddInsert(batch, into, n == 0 ? 0 : streamsUpTo[n - 1], streamsUpTo[n]);
            events.AddInsert(batch, into, Cut(events.Count, n, transactions), Cut(events.Count, n + 1, transactions));
            rest.ForEach(table => table.AddInsert(
                batch, into, Cut(table.Count, n, transactions), Cut(table.Count, n + 1, transactions)));

            await batch.ExecuteNonQueryAsync(ct);
            await transaction.CommitAsync(ct);
        }

        return clock.Elapsed;
    }

    string StreamsInOrder => $"""
        select s.* from {from}.mt_streams s
        join (select stream_id, min(seq_id) as first from {from}.mt_events group by stream_id) e on e.stream_id = s.id
        order by e.first
        """;

    static int Cut(int count, int slice, int slices) => (int)((long)count * slice / slices);

    // A stream goes in with the first of its events, because events refer to their streams.
    async Task<List<int>> StreamsUpToAsync(NpgsqlConnection connection, int transactions, int events, CancellationToken ct)
    {
        var firsts = new List<long>();
        await using (var command = new NpgsqlCommand($"""
            select min(n) from (
                select stream_id, row_number() over (order by seq_id) - 1 as n from {from}.mt_events) e
            group by stream_id order by 1
            """, connection))
        await using (var reader = await command.ExecuteReaderAsync(ct))
        {
            while (await reader.ReadAsync(ct))
            {
                firsts.Add(reader.GetInt64(0));
            }
        }

        return [.. Enumerable.Range(1, transactions).Select(n => firsts.Count(first => first < Cut(events, n, transactions)))];
    }
}
