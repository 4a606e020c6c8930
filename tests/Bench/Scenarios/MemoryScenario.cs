namespace Ledger.Bench.Scenarios;

/// <summary>Resident memory of gateway and worker after a great many webhooks, and whether it still grows.</summary>
public static class MemoryScenario
{
    /// <summary>Name in the report.</summary>
    public const string Name = "memory";

    const int Parts = 10;
    const double Mebibyte = 1024 * 1024;

    /// <summary>Sends <paramref name="events"/> webhooks in ten parts and reads the resident size after each.</summary>
    public static async Task<IReadOnlyList<Measurement>> RunAsync(
        PipelineProcesses processes, int events, IProgress<string> progress, CancellationToken ct)
    {
        var gateway = new List<double>();
        var worker = new List<double>();
        for (var part = 1; part <= Parts; part++)
        {
            await PipelineScenario.OneRoundAsync(processes.Product, events / Parts, ct);
            gateway.Add(processes.Gateway.ResidentBytes / Mebibyte);
            worker.Add(processes.Worker.ResidentBytes / Mebibyte);
            progress.Report($"{Name} {part}/{Parts}: gateway {gateway[^1]:0} MB, worker {worker[^1]:0} MB");
        }

        return
        [
            Of("gateway", gateway, 200), Of("worker", worker, 400),
            Growth("gateway", gateway), Growth("worker", worker),
        ];
    }

    static Measurement Of(string role, List<double> sizes, double bound) => new(
        $"{Name}-{role}", sizes[^1], "MB", null, null, $"≤ {bound} MB", sizes.Max() <= bound, sizes.Count, Spread.Of(sizes));

    // Flat: the largest size of the second half is at most a tenth above the largest of the first.
    static Measurement Growth(string role, List<double> sizes)
    {
        var (first, second) = (sizes.Take(Parts / 2).Max(), sizes.Skip(Parts / 2).Max());
        return new Measurement(
            $"{Name}-{role}-growth", second, "MB", first, second / first, "ratio ≤ 1.1", second / first <= 1.1,
            sizes.Count, Spread.Of(sizes));
    }
}
