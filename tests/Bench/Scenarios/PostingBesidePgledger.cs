using Ledger.Bench.Cpu;
using Ledger.Bench.Load;
using Ledger.Bench.References;
using Ledger.Bench.Reporting;
using Ledger.JournalPosting;
using Ledger.PaymentEvents;
using Npgsql;

namespace Ledger.Bench.Scenarios;

/// <summary>
/// The posting engine beside pgledger, if the caller has it. A pgledger transfer is one balanced entry of two lines, so
/// only events that posted an entry count on our side; authorisations and other notes are work that counts nothing.
/// </summary>
public sealed class PostingBesidePgledger : IScenario
{
    const string Unit = "entries/s";
    const int SinglesMax = 2_000;
    const int BatchedMax = 10_000;
    const double BesideSingles = 5;
    const double BesideBatches = 1.5;
    static readonly int[] Clients = [1, 8, 32];
    static readonly (int Size, int Clients)[] Ways = [(100, 1), (100, 8), (1_000, 1), (1_000, 8)];

    /// <inheritdoc/>
    public string Name => "posting-vs-pgledger";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run, CancellationToken ct)
    {
        if (run.Options.Pgledger is not { Length: > 0 } path)
        {
            return [Skipped("single calls", BesideSingles), Skipped("batches", BesideBatches)];
        }

        await using var theirs = await run.NewDatabaseAsync("bench_pgledger", ct);
        var pgledger = await Pgledger.LoadAsync(theirs, path, ct);
        await using var source = await run.NewDatabaseAsync("bench_beside_pgledger", ct);
        var engine = new PostingEngine(source, PostingRules.Load(new JournalPostingOptions()));
        var (ours, singles, batches) = (new Side(run), new Side(run), new Side(run));
        var entryShare = 0.0;
        for (var round = 0; round <= run.Options.Rounds; round++)
        {
            var events = run.Options.EventsOr(20_000);
            var (few, many) = (Math.Min(events, SinglesMax), Math.Min(events, BatchedMax));
            var warmUp = round == 0;
            var mix = EventMix.Build($"p{round}", events, TimeProvider.System.GetUtcNow());
            await engine.CreateSchemaAsync("engine", ct);
            await ours.BestAsync(warmUp, events, [0], async _ =>
            {
                (var entriesPerSecond, entryShare) = await PostAsync(engine, source, mix, ct);
                return entriesPerSecond;
            });
            await singles.BestAsync(warmUp, few, Clients, clients => pgledger.SinglesAsync(few, clients, ct));
            await batches.BestAsync(warmUp, many, Ways, way => pgledger.BatchesAsync(many, way.Size, way.Clients, ct));
            run.Progress.Report(
                $"{Name} {round}/{run.Options.Rounds}: engine {ours.Last:N0}, pgledger single {singles.Last:N0}, "
                + $"in batches {batches.Last:N0} {Unit}");
        }

        return
        [
            Beside("single calls", ours, singles, BesideSingles) with
            {
                Note = $"only the {entryShare:P0} of our events that posted an entry count; by events both ratios are "
                    + $"{1 / entryShare:0.00} times as high; the CPU time is per event and per transfer.",
            },
            Beside("batches", ours, batches, BesideBatches),
        ];
    }

    Measurement Beside(string name, Side ours, Side theirs, double atLeastRatio) =>
        Measurement.Beside(Name, Unit, ours.Rates, theirs.Rates, atLeastRatio) with
        {
            Name = name,
            CpuMicroseconds = ours.Cpu.MicrosecondsPerEvent,
            ReferenceCpuMicroseconds = theirs.Cpu.MicrosecondsPerEvent,
        };

    static async Task<(double EntriesPerSecond, double EntryShare)> PostAsync(
        PostingEngine engine, NpgsqlDataSource source, List<PaymentEvent> mix, CancellationToken ct)
    {
        var time = await engine.PostAsync("engine", mix, 1, PostingEngine.Batch, cpu: null, ct);
        await using var count = source.CreateCommand(
            "select count(*) from engine.mt_events where type = 'journal_entry_posted'");
        var entries = (long)(await count.ExecuteScalarAsync(ct))!;
        return (entries / time.TotalSeconds, (double)entries / mix.Count);
    }

    Measurement Skipped(string name, double atLeastRatio) => new()
    {
        Scenario = Name,
        Name = name,
        Unit = Unit,
        Target = $"ratio ≥ {atLeastRatio}",
        Skipped = "pgledger is not here: give --pgledger PATH or LEDGER_PGLEDGER",
    };

    /// <summary>One side: its best rate of each round, and the CPU time of all its ways.</summary>
    sealed class Side(BenchRun run)
    {
        public CpuMeter Cpu { get; } = run.DatabaseCpu();

        public List<double> Rates { get; } = [];

        public double Last { get; private set; }

        public async Task BestAsync<T>(bool warmUp, int count, IReadOnlyList<T> ways, Func<T, Task<double>> measure)
        {
            Last = 0;
            foreach (var way in ways)
            {
                using var measured = warmUp ? null : Cpu.Measure(count);
                Last = Math.Max(Last, await measure(way));
            }

            if (!warmUp)
            {
                Rates.Add(Last);
            }
        }
    }
}
