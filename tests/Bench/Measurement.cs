namespace Ledger.Bench;

/// <summary>One line of the report.</summary>
/// <param name="Scenario">Name of the scenario.</param>
/// <param name="Value">Median over the rounds.</param>
/// <param name="Unit">Unit of the value, such as <c>events/s</c>.</param>
/// <param name="Reference">Median of the reference measured in the same rounds, in the same unit; null when the bound is absolute.</param>
/// <param name="Ratio">Median of the rounds' ratios of value to reference; null when the bound is absolute.</param>
/// <param name="Target">What is to be reached, in words.</param>
/// <param name="Met">Whether it is.</param>
/// <param name="Rounds">How many rounds were measured.</param>
/// <param name="Spread">Lowest and highest of the rounds, of the ratio if there is one, else of the value.</param>
public sealed record Measurement(
    string Scenario, double Value, string Unit, double? Reference, double? Ratio, string Target, bool Met,
    int Rounds, Spread Spread)
{
    /// <summary>A figure that stands beside a reference measured in the same rounds.</summary>
    public static Measurement Beside(
        string scenario, string unit, IReadOnlyList<double> values, IReadOnlyList<double> references,
        double atLeastRatio, string alsoTarget = "", Func<double, bool>? alsoMet = null)
    {
        var ratios = values.Zip(references, (value, reference) => value / reference).ToList();
        var ratio = Median.Of(ratios);
        var value = Median.Of(values);
        return new Measurement(
            scenario, value, unit, Median.Of(references), ratio, $"ratio ≥ {atLeastRatio}{alsoTarget}",
            ratio >= atLeastRatio && (alsoMet?.Invoke(value) ?? true), values.Count, Spread.Of(ratios));
    }

    /// <summary>A figure with an upper bound of its own.</summary>
    public static Measurement AtMost(string scenario, string unit, IReadOnlyList<double> values, double bound)
    {
        var value = Median.Of(values);
        return new Measurement(
            scenario, value, unit, null, null, $"≤ {bound} {unit}", value <= bound, values.Count, Spread.Of(values));
    }
}

/// <summary>Lowest and highest of the rounds.</summary>
public sealed record Spread(double Low, double High)
{
    /// <summary>Of a list that is not empty.</summary>
    public static Spread Of(IReadOnlyList<double> values) => new(values.Min(), values.Max());
}
