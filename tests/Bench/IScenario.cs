using Ledger.Bench.Reporting;

namespace Ledger.Bench;

/// <summary>One thing that is measured. A new one is a class and a line in <see cref="AllScenarios"/>.</summary>
public interface IScenario
{
    /// <summary>Its name on the command line and in the report.</summary>
    string Name { get; }

    /// <summary>Measures; rounds of product and reference alternate, so that noise hits both.</summary>
    Task<IReadOnlyList<Measurement>> RunAsync(BenchRun run, CancellationToken ct);
}
