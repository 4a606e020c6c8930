namespace Ledger.Bench.Reporting;

/// <summary>Lowest and highest of the rounds.</summary>
public sealed record Spread(double Low, double High)
{
    /// <summary>Of a list that is not empty.</summary>
    public static Spread Of(IReadOnlyList<double> values) => new(values.Min(), values.Max());
}
