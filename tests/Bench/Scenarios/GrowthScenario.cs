using Ledger.Bench.Cpu;
using Ledger.Bench.Load;
using Ledger.Bench.Reporting;
using Ledger.Bench.Stored;

namespace Ledger.Bench.Scenarios;

/// <summary>
/// What posting an event costs when a great many are stored already, beside the same with few. One figure is the time,
/// the other the CPU time of client and database, which the rest of the machine hardly disturbs.
/// </summary>
public sealed class GrowthScenario : IScenario
{
    const int Few = 100_000;
    const int Asked = 10_000_000;
    const double Bound = 1.1;

    /// <inheritdoc/>
    public string Name => "growth";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run, CancellationToken ct)
    {
        var events = run.Options.EventsOr(50_000);
        var large = await run.StoredAsync(ct);
        var small = await StoredLedger.MakeAsync(run, "bench_small", Few, ct);
        await using var source = small.Source;
        var (many, few) = (new Side(large), new Side(small));
        for (var round = 0; round <= run.Options.Rounds; round++)
        {
            foreach (var side in round % 2 == 0 ? (Side[])[many, few] : [few, many])
            {
                await side.PostAsync(run, round, events, ct);
            }

            run.Progress.Report(
                $"{Name} {round}/{run.Options.Rounds}: {many.Last:0.0} µs with {large.Events:N0} stored, "
                + $"{few.Last:0.0} µs with {small.Events:N0}");
        }

        var note = $"{large.Events:N0} stored beside {small.Events:N0}"
            + (run.Options.Stored >= Asked ? "." : $"; the target is for {Asked:N0}: --stored {Asked} measures that.");
        return
        [
            Figure("time", many.Times, few.Times) with { Note = note },
            Figure("cpu", many.CpuTimes, few.CpuTimes) with
            {
                CpuMicroseconds = many.MeanCpu,
                ReferenceCpuMicroseconds = few.MeanCpu,
            },
        ];
    }

    Measurement Figure(string name, List<double> many, List<double> few)
    {
        var ratios = many.Zip(few, (value, reference) => value / reference).ToList();
        var ratio = Median.Of(ratios);
        return new Measurement
        {
            Scenario = Name,
            Name = name,
            Value = Median.Of(many),
            Unit = "µs/event",
            Reference = Median.Of(few),
            Ratio = ratio,
            Target = $"ratio ≤ {Bound}",
            Met = ratio <= Bound,
            Rounds = many.Count,
            Spread = Spread.Of(ratios),
        };
    }

    /// <summary>One of the two ledgers and what posting into it cost, round by round.</summary>
    sealed class Side(StoredLedger ledger)
    {
        CpuMeter? _all;

        public List<double> Times { get; } = [];

        public List<double> CpuTimes { get; } = [];

        public double Last { get; private set; }

        public IReadOnlyDictionary<string, double> MeanCpu => _all!.MicrosecondsPerEvent;

        public async Task PostAsync(BenchRun run, int round, int events, CancellationToken ct)
        {
            var mix = EventMix.Build($"g{round}", events, TimeProvider.System.GetUtcNow());
            var cpu = run.DatabaseCpu();
            _all = round <= 1 ? run.DatabaseCpu() : _all; // The first round only warms up.
            using var measured = _all!.Measure(events);
            var time = await ledger.Engine.PostAsync(StoredLedger.Schema, mix, 1, PostingEngine.Batch, cpu, ct);
            Last = time.TotalMicroseconds / events;
            if (round > 0)
            {
                Times.Add(Last);
                CpuTimes.Add(cpu.MicrosecondsPerEvent.Values.Sum());
            }
        }
    }
}
