using System.Diagnostics;
using Ledger.Bench.Cpu;
using Ledger.Bench.Load;
using Ledger.Bench.Reporting;
using Ledger.Inventory;
using Ledger.PaymentEvents;
using Npgsql;

namespace Ledger.Bench.Scenarios;

/// <summary>
/// A flash sale: everybody wants the same SKU. The inventory engine beside a bare <c>update … where available &gt;= 1</c> per
/// order, in transactions of as many, over one connection.
/// </summary>
public sealed class HotSkuScenario : IScenario
{
    const int Batch = 500;

    /// <inheritdoc/>
    public string Name => "hot-sku";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run, CancellationToken ct)
    {
        var events = run.Options.EventsOr(50_000);
        await using var source = await run.NewDatabaseAsync("bench_hot_sku", ct);
        var (engineCpu, loopCpu) = (run.DatabaseCpu(), run.DatabaseCpu());
        var (reserved, updated) = (new List<double>(), new List<double>());
        for (var round = 0; round <= run.Options.Rounds; round++)
        {
            var warmUp = round == 0;
            var count = warmUp ? Math.Min(events, 10_000) : events;
            var engine = await ReserveAsync(source, $"r{round}", count, warmUp ? null : engineCpu, ct);
            var loop = await UpdateAsync(source, count, warmUp ? null : loopCpu, ct);
            if (warmUp)
            {
                continue;
            }

            reserved.Add(count / engine.TotalSeconds);
            updated.Add(count / loop.TotalSeconds);
            run.Progress.Report($"{Name} {round}/{run.Options.Rounds}: inventory {reserved[^1]:N0}/s, bare updates {updated[^1]:N0}/s");
        }

        return
        [
            Measurement.Beside(Name, "reservations/s", reserved, updated, atLeastRatio: 0.4, atLeast: 3_000) with
            {
                CpuMicroseconds = engineCpu.MicrosecondsPerEvent,
                ReferenceCpuMicroseconds = loopCpu.MicrosecondsPerEvent,
            },
        ];
    }

    /// <summary>Half as many units as orders: the second half is refused, which is work too.</summary>
    static async Task<TimeSpan> ReserveAsync(NpgsqlDataSource source, string run, int orders, CpuMeter? cpu, CancellationToken ct)
    {
        await StockLoad.CreateSchemaAsync(source, "hot", ct);
        await using var inventory = StockLoad.Open(source, "hot", Batch);
        await StockLoad.ReceiveAsync(inventory, skus: 1, units: orders, ct);
        var now = TimeProvider.System.GetUtcNow();
        var events = Enumerable.Range(0, orders).Select(n => StockLoad.Authorization(run, n, StockLoad.Sku(0), now)).ToList();
        using var measured = cpu?.Measure(orders);
        var clock = Stopwatch.StartNew();
        await FeedAsync(inventory, events, ct);
        return clock.Elapsed;
    }

    // As the bus does: up to three batches of messages are in flight.
    static async Task FeedAsync(InventoryWriter inventory, List<PaymentEvent> events, CancellationToken ct)
    {
        using var window = new SemaphoreSlim(3 * Batch);
        var running = new List<Task>(events.Count);
        foreach (var e in events)
        {
            await window.WaitAsync(ct);
            running.Add(TakeAsync(inventory, e, window, ct));
        }

        await Task.WhenAll(running);
    }

    static async Task TakeAsync(InventoryWriter inventory, PaymentEvent e, SemaphoreSlim window, CancellationToken ct)
    {
        var outcome = await inventory.TakeAsync(e, ct);
        window.Release();
        if (outcome.Disposition != Disposition.Moved)
        {
            throw new InvalidOperationException($"{e.OrderRef} became {outcome.Disposition} {outcome.Reason}: {outcome.Detail}");
        }
    }

    static async Task<TimeSpan> UpdateAsync(NpgsqlDataSource source, int orders, CpuMeter? cpu, CancellationToken ct)
    {
        await using var connection = await source.OpenConnectionAsync(ct);
        await using (var make = new NpgsqlCommand(
            $"""
            drop table if exists bare_stock;
            create table bare_stock (sku text primary key, available bigint not null, reserved bigint not null) with (fillfactor = 70);
            insert into bare_stock values ('{StockLoad.Sku(0)}', {orders}, 0)
            """, connection))
        {
            await make.ExecuteNonQueryAsync(ct);
        }

        using var measured = cpu?.Measure(orders);
        var clock = Stopwatch.StartNew();
        for (var done = 0; done < orders; done += Batch)
        {
            await using var transaction = await connection.BeginTransactionAsync(ct);
            await using var batch = new NpgsqlBatch(connection, transaction);
            for (var n = done; n < Math.Min(orders, done + Batch); n++)
            {
                batch.BatchCommands.Add(new NpgsqlBatchCommand(
                    "update bare_stock set available = available - $2, reserved = reserved + $2 where sku = $1 and available >= $2")
                {
                    Parameters =
                    {
                        new NpgsqlParameter<string> { TypedValue = StockLoad.Sku(0) },
                        new NpgsqlParameter<long> { TypedValue = 1 },
                    },
                });
            }

            await batch.PrepareAsync(ct);
            if (await batch.ExecuteNonQueryAsync(ct) is var changed && changed != Math.Min(Batch, orders - done))
            {
                throw new InvalidOperationException($"{changed} rows were updated.");
            }

            await transaction.CommitAsync(ct);
        }

        return clock.Elapsed;
    }
}
