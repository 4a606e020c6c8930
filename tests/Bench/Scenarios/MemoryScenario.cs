using Ledger.Bench.Reporting;

namespace Ledger.Bench.Scenarios;

/// <summary>Resident memory of gateway and worker after a great many webhooks, and whether it still grows.</summary>
public sealed class MemoryScenario : IScenario
{
    const int Parts = 10;
    const int Asked = 1_000_000;
    const double Mebibyte = 1024 * 1024;

    /// <inheritdoc/>
    public string Name => "memory";

    /// <inheritdoc/>
    public async Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run, CancellationToken ct)
    {
        var events = run.Options.EventsOr(100_000);
        var product = (await run.PipelineAsync(ct)).Product;
        var cpu = run.PipelineCpu(product);
        var gateway = new List<double>();
        var worker = new List<double>();
        for (var part = 1; part <= Parts; part++)
        {
            await PipelineScenario.OneRoundAsync(product, events / Parts, ct, cpu);
            gateway.Add(product.Gateway.ResidentBytes / Mebibyte);
            worker.Add(product.Worker!.ResidentBytes / Mebibyte);
            run.Progress.Report($"{Name} {part}/{Parts}: gateway {gateway[^1]:0} MB, worker {worker[^1]:0} MB");
        }

        var note = events >= Asked ? null : $"after {events:N0} webhooks, not {Asked:N0}: --events {Asked} measures those.";
        return
        [
            Of("gateway", gateway, 200) with { Note = note, CpuMicroseconds = cpu.MicrosecondsPerEvent },
            Of("worker", worker, 400),
            Growth("gateway", gateway), Growth("worker", worker),
        ];
    }

    Measurement Of(string role, List<double> sizes, double bound) => new()
    {
        Scenario = Name,
        Name = role,
        Value = sizes[^1],
        Unit = "MB",
        Target = $"≤ {bound} MB",
        Met = sizes.Max() <= bound,
        Rounds = sizes.Count,
        Spread = Spread.Of(sizes),
    };

    // Flat: the largest size of the second half is at most a tenth above the largest of the first.
    Measurement Growth(string role, List<double> sizes)
    {
        var (first, second) = (sizes.Take(Parts / 2).Max(), sizes.Skip(Parts / 2).Max());
        return new Measurement
        {
            Scenario = Name,
            Name = $"{role} growth",
            Value = second,
            Unit = "MB",
            Reference = first,
            Ratio = second / first,
            Target = "ratio ≤ 1.1",
            Met = second / first <= 1.1,
            Rounds = sizes.Count,
            Spread = Spread.Of(sizes),
        };
    }
}
