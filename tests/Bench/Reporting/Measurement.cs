using System.Text.Json.Serialization;

namespace Ledger.Bench.Reporting;

/// <summary>One figure of the report; in JSON one line.</summary>
public sealed record Measurement
{
    const double RateHeldAtLeast = 0.95;

    /// <summary>Name of the scenario.</summary>
    public required string Scenario { get; init; }

    /// <summary>Which figure of the scenario, when it has several.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Name { get; init; }

    /// <summary>Median over the rounds; null when skipped.</summary>
    public double? Value { get; init; }

    /// <summary>Unit of the value, such as <c>events/s</c>.</summary>
    public required string Unit { get; init; }

    /// <summary>Median of the reference measured in the same rounds, in the same unit; null when the bound is absolute.</summary>
    public double? Reference { get; init; }

    /// <summary>Median of the rounds' ratios of value to reference; null when the bound is absolute.</summary>
    public double? Ratio { get; init; }

    /// <summary>What is to be reached, in words.</summary>
    public required string Target { get; init; }

    /// <summary>Whether it is; null when skipped.</summary>
    public bool? Met { get; init; }

    /// <summary>How many rounds were measured.</summary>
    public int Rounds { get; init; }

    /// <summary>Lowest and highest of the rounds, of the ratio if there is one, else of the value; null when skipped.</summary>
    public Spread? Spread { get; init; }

    /// <summary>What a reader must know about the figure, such as a size smaller than the target's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Note { get; init; }

    /// <summary>Why it was not measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Skipped { get; init; }

    /// <summary>Why nothing could be measured; counts as a target that was missed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Failure { get; init; }

    /// <summary>CPU time per event by process while the value was measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, double>? CpuMicroseconds { get; init; }

    /// <summary>The same while the reference was measured.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, double>? ReferenceCpuMicroseconds { get; init; }

    /// <summary>Parts that the value is made of, in its unit.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyDictionary<string, double>? Parts { get; init; }

    /// <summary>A figure that stands beside a reference measured in the same rounds, and may have a bound of its own.</summary>
    public static Measurement Beside(
        string scenario, string unit, IReadOnlyList<double> values, IReadOnlyList<double> references, double atLeastRatio,
        double? atLeast = null)
    {
        var ratios = values.Zip(references, (value, reference) => value / reference).ToList();
        var (value, ratio) = (Median.Of(values), Median.Of(ratios));
        return new Measurement
        {
            Scenario = scenario,
            Value = value,
            Unit = unit,
            Reference = Median.Of(references),
            Ratio = ratio,
            Target = $"ratio ≥ {atLeastRatio}" + (atLeast is null ? "" : $", ≥ {atLeast:N0} {unit}"),
            Met = ratio >= atLeastRatio && (atLeast is null || value >= atLeast),
            Rounds = values.Count,
            Spread = Spread.Of(ratios),
        };
    }

    /// <summary>A cost beside a reference's in the same rounds, with an upper bound of their ratio.</summary>
    public static Measurement CostBeside(
        string scenario, string? name, string unit, IReadOnlyList<double> values, IReadOnlyList<double> references, double atMostRatio)
    {
        var ratios = values.Zip(references, (value, reference) => value / reference).ToList();
        var ratio = Median.Of(ratios);
        return new Measurement
        {
            Scenario = scenario,
            Name = name,
            Value = Median.Of(values),
            Unit = unit,
            Reference = Median.Of(references),
            Ratio = ratio,
            Target = $"ratio ≤ {atMostRatio}",
            Met = ratio <= atMostRatio,
            Rounds = values.Count,
            Spread = Spread.Of(ratios),
        };
    }

    /// <summary>A scenario that broke.</summary>
    public static Measurement Broken(string scenario, string why) =>
        new() { Scenario = scenario, Unit = "", Target = "", Met = false, Failure = why };

    /// <summary>
    /// A latency under a load of so many a second. It is not met when the load fell short by more than 5 %: the sender had to wait.
    /// </summary>
    /// <param name="held">What the load came to in each round, per second.</param>
    public static Measurement LatencyAt(
        double ratePerSecond, IReadOnlyList<double> held, string scenario, string name, IReadOnlyList<double> values, double bound)
    {
        var (latency, lowest) = (AtMost(scenario, name, "ms", values, bound), held.Min());
        return latency with
        {
            Met = latency.Met is true && Median.Of(held) >= RateHeldAtLeast * ratePerSecond,
            Note = $"the load came to {Median.Of(held):N0}/s ({lowest:N0} at least) of {ratePerSecond:N0}/s",
        };
    }

    /// <summary>A figure with an upper bound of its own.</summary>
    public static Measurement AtMost(string scenario, string? name, string unit, IReadOnlyList<double> values, double bound)
    {
        var value = Median.Of(values);
        return new Measurement
        {
            Scenario = scenario,
            Name = name,
            Value = value,
            Unit = unit,
            Target = $"≤ {bound} {unit}",
            Met = value <= bound,
            Rounds = values.Count,
            Spread = Spread.Of(values),
        };
    }
}
