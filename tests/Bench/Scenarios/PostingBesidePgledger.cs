using Ledger.Bench.Load;
using Ledger.Bench.References;
using Ledger.Bench.Reporting;
using Ledger.JournalPosting;
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
    static readonly int[] Batches = [100, 1_000];
    static readonly int[] BatchClients = [1, 8];

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
        var (posted, singles, batched) = (new List<double>(), new List<double>(), new List<double>());
        var entryShare = 0.0;
        for (var round = 0; round <= run.Options.Rounds; round++)
        {
            var events = run.Options.EventsOr(20_000);
            var (ours, share) = await PostAsync(engine, source, round, events, ct);
            var single = await BestAsync(Clients, clients => pgledger.SinglesAsync(Math.Min(events, SinglesMax), clients, ct));
            var batch = await BestAsync(
                [.. Batches.SelectMany(size => BatchClients.Select(clients => (size, clients)))],
                each => pgledger.BatchesAsync(Math.Min(events, BatchedMax), each.size, each.clients, ct));
            if (round == 0)
            {
                continue; // Warm-up.
            }

            posted.Add(ours);
            entryShare = share;
            singles.Add(single);
            batched.Add(batch);
            run.Progress.Report(
                $"{Name} {round}/{run.Options.Rounds}: engine {ours:N0}, pgledger single {single:N0}, in batches {batch:N0} {Unit}");
        }

        return
        [
            Measurement.Beside(Name, Unit, posted, singles, BesideSingles) with
            {
                Name = "single calls",
                Note = $"only the {entryShare:P0} of our events that posted an entry count; "
                    + $"by events both ratios are {1 / entryShare:0.00} times as high.",
            },
            Measurement.Beside(Name, Unit, posted, batched, BesideBatches) with { Name = "batches" },
        ];
    }

    static async Task<(double EntriesPerSecond, double EntryShare)> PostAsync(
        PostingEngine engine, NpgsqlDataSource source, int round, int events, CancellationToken ct)
    {
        var mix = EventMix.Build($"p{round}", events, TimeProvider.System.GetUtcNow());
        await engine.CreateSchemaAsync("engine", ct);
        var time = await engine.PostAsync("engine", mix, 1, PostingEngine.Batch, cpu: null, ct);
        await using var count = source.CreateCommand(
            "select count(*) from engine.mt_events where type = 'journal_entry_posted'");
        var entries = (long)(await count.ExecuteScalarAsync(ct))!;
        return (entries / time.TotalSeconds, (double)entries / events);
    }

    static async Task<double> BestAsync<T>(IReadOnlyList<T> ways, Func<T, Task<double>> measure)
    {
        var best = 0.0;
        foreach (var way in ways)
        {
            best = Math.Max(best, await measure(way));
        }

        return best;
    }

    Measurement Skipped(string name, double atLeastRatio) => new()
    {
        Scenario = Name,
        Name = name,
        Unit = Unit,
        Target = $"ratio ≥ {atLeastRatio}",
        Skipped = "pgledger is not here: give --pgledger PATH or LEDGER_PGLEDGER",
    };
}
