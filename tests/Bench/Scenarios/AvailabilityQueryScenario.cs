using System.Diagnostics;
using Ledger.Bench.Cpu;
using Ledger.Bench.Load;
using Ledger.Bench.Reporting;
using Ledger.Inventory;
using Ledger.Inventory.Queries;

namespace Ledger.Bench.Scenarios;

/// <summary>
/// What can be sold now, asked one question after the other among 100,000 stocks, of which some have lapsed reservations, while
/// authorizations go on reserving.
/// </summary>
public sealed class AvailabilityQueryScenario : IScenario
{
    const string Schema = "availability";
    const int Stocks = 100_000;
    const int Asked = 2_000;
    const int Warm = 200;
    const int Batch = 500;
    const int LoadPerSecond = 1_000;

    static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(50);

    /// <inheritdoc/>
    public string Name => "availability-query";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run, CancellationToken ct)
    {
        await run.StopPipelineAsync();
        await using var source = await run.NewDatabaseAsync("bench_availability", ct);
        await StockLoad.CreateSchemaAsync(source, Schema, ct);
        var shelf = new FilledShelf(source, Schema);
        await shelf.FillAsync(Stocks, ct);
        var levels = new StockLevels(source, Schema, TimeProvider.System);
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(ct);
        await using var inventory = StockLoad.Open(source, Schema, Batch);
        var began = TimeProvider.System.GetTimestamp();
        var load = ReserveAsync(inventory, stop.Token);
        var random = new Random(1);
        (string Name, Func<Task<int>> Ask)[] questions =
        [
            ("by SKU", () => CountAsync(levels, new StockQuestion(FilledShelf.Sku(random.Next(FilledShelf.SkusOf(Stocks)))), ct)),
            ("by SKU and location", () => CountAsync(
                levels,
                new StockQuestion(FilledShelf.Sku(random.Next(FilledShelf.SkusOf(Stocks))), FilledShelf.Place(random.Next(FilledShelf.Places))),
                ct)),
        ];
        var figures = new List<Measurement>();
        foreach (var (name, ask) in questions)
        {
            figures.Add(await MeasureAsync(run, name, ask));
        }

        var asked = TimeProvider.System.GetElapsedTime(began);
        await stop.CancelAsync();
        var reserved = await load;
        figures[0] = figures[0] with
        {
            Note = $"{Stocks:N0} stocks, {reserved / asked.TotalSeconds:N0} reservations/s beside ({LoadPerSecond:N0} asked for).",
        };
        return reserved > 0 ? figures : throw new InvalidOperationException("Nothing was reserved while questions were asked.");
    }

    async Task<Measurement> MeasureAsync(BenchRun run, string name, Func<Task<int>> ask)
    {
        var (p99, cpu) = (new List<double>(), run.DatabaseCpu());
        for (var round = 0; round <= run.Options.Rounds; round++)
        {
            var sorted = await TimeAsync(ask, round == 0 ? Warm : Asked, round == 0 ? null : cpu);
            if (round > 0)
            {
                p99.Add(sorted[sorted.Count * 99 / 100]);
            }
        }

        run.Progress.Report($"{Name}: {name} p99 {Median.Of(p99):0.00} ms");
        return Measurement.AtMost(Name, $"{name} p99", "ms", p99, 5) with
        {
            CpuMicroseconds = cpu.MicrosecondsPerEvent, // Per question here, with what the load takes.
        };
    }

    static async Task<List<double>> TimeAsync(Func<Task<int>> ask, int times, CpuMeter? cpu)
    {
        using var measured = cpu?.Measure(times);
        var milliseconds = new List<double>(times);
        for (var n = 0; n < times; n++)
        {
            var began = Stopwatch.GetTimestamp();
            var found = await ask();
            milliseconds.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
            if (found == 0)
            {
                throw new InvalidOperationException("A stock that was put there was not found.");
            }
        }

        milliseconds.Sort();
        return milliseconds;
    }

    static async Task<int> CountAsync(StockLevels levels, StockQuestion question, CancellationToken ct) =>
        (await levels.ReadAsync(question, ct)).Count;

    /// <summary>Authorizations at a steady pace, until it is stopped; gives how many have reserved.</summary>
    static async Task<int> ReserveAsync(InventoryWriter inventory, CancellationToken stop)
    {
        var (sent, pending) = (0, new List<Task<bool>>());
        using var timer = new PeriodicTimer(Tick);
        try
        {
            while (await timer.WaitForNextTickAsync(stop))
            {
                pending.RemoveAll(task => task.IsCompletedSuccessfully);
                for (var n = 0; n < LoadPerSecond * Tick.TotalSeconds && pending.Count < 2 * Batch; n++, sent++)
                {
                    pending.Add(TakeAsync(inventory, sent));
                }
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // The questions are over.
        }

        await Task.WhenAll(pending);
        return sent;
    }

    static async Task<bool> TakeAsync(InventoryWriter inventory, int n)
    {
        var e = StockLoad.Authorization("avail", n, FilledShelf.Sku(n % FilledShelf.SkusOf(Stocks)), TimeProvider.System.GetUtcNow());
        var outcome = await inventory.TakeAsync(
            e with { OrderLines = [e.OrderLines[0] with { Location = FilledShelf.Place(n % FilledShelf.Places) }] }, CancellationToken.None);
        return outcome.Disposition == Disposition.Moved
            ? true
            : throw new InvalidOperationException($"{e.OrderRef} became {outcome.Disposition} {outcome.Reason}: {outcome.Detail}");
    }
}
