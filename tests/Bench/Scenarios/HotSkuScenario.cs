using System.Diagnostics;
using Ledger.Bench.Cpu;
using Ledger.Bench.Load;
using Ledger.Bench.References;
using Ledger.Bench.Reporting;
using Ledger.Inventory;
using Ledger.PaymentEvents;
using Npgsql;

namespace Ledger.Bench.Scenarios;

/// <summary>
/// A flash sale: everybody wants the same SKU. The inventory engine beside a bare <c>update … where available &gt;= 1</c> per
/// order, in transactions of as many, over one connection: one that looks at each answer before it goes on, as a loop does, and
/// one that sends a whole transaction's updates at once and looks at nothing.
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
        var (engineCpu, loopCpu, pipelinedCpu) = (run.DatabaseCpu(), run.DatabaseCpu(), run.DatabaseCpu());
        var (reserved, looped, pipelined) = (new List<double>(), new List<double>(), new List<double>());
        for (var round = 0; round <= run.Options.Rounds; round++)
        {
            var warmUp = round == 0;
            var count = warmUp ? Math.Min(events, 10_000) : events;
            var engine = await ReserveAsync(source, $"r{round}", count, warmUp ? null : engineCpu, ct);
            var loop = await BareUpdates.LoopAsync(source, count, Batch, warmUp ? null : loopCpu, ct);
            var atOnce = await BareUpdates.PipelinedAsync(source, count, Batch, warmUp ? null : pipelinedCpu, ct);
            if (warmUp)
            {
                continue;
            }

            reserved.Add(count / engine.TotalSeconds);
            looped.Add(count / loop.TotalSeconds);
            pipelined.Add(count / atOnce.TotalSeconds);
            run.Progress.Report(
                $"{Name} {round}/{run.Options.Rounds}: inventory {reserved[^1]:N0}/s, bare updates {looped[^1]:N0}/s in a loop, "
                + $"{pipelined[^1]:N0}/s at once");
        }

        return
        [
            Measurement.Beside(Name, "reservations/s", reserved, looped, atLeastRatio: 0.4, atLeast: 3_000) with
            {
                Name = "loop",
                CpuMicroseconds = engineCpu.MicrosecondsPerEvent,
                ReferenceCpuMicroseconds = loopCpu.MicrosecondsPerEvent,
            },
            Measurement.Beside(Name, "reservations/s", reserved, pipelined, atLeastRatio: 0.4, atLeast: 3_000) with
            {
                Name = "at once",
                ReferenceCpuMicroseconds = pipelinedCpu.MicrosecondsPerEvent,
            },
        ];
    }

    static async Task<TimeSpan> ReserveAsync(NpgsqlDataSource source, string run, int orders, CpuMeter? cpu, CancellationToken ct)
    {
        await StockLoad.CreateSchemaAsync(source, "hot", ct);
        await using var inventory = StockLoad.Open(source, "hot", Batch);
        await StockLoad.ReceiveAsync(inventory, skus: 1, units: orders, ct);
        var now = TimeProvider.System.GetUtcNow();
        var events = Enumerable.Range(0, orders).Select(n => StockLoad.Authorization(run, n, StockLoad.Sku(0), now)).ToList();
        using var measured = cpu?.Measure(orders);
        var clock = Stopwatch.StartNew();
        await InFlight.FeedAsync(events, Batch, (e, stop) => TakeAsync(inventory, e, stop), ct);
        return clock.Elapsed;
    }

    static async Task TakeAsync(InventoryWriter inventory, PaymentEvent e, CancellationToken ct)
    {
        var outcome = await inventory.TakeAsync(e, ct);
        if (outcome.Disposition != Disposition.Moved)
        {
            throw new InvalidOperationException($"{e.OrderRef} became {outcome.Disposition} {outcome.Reason}: {outcome.Detail}");
        }
    }
}
