namespace Ledger.Bench.Reporting;

/// <summary>The middle value; the mean of the two middle ones for an even count.</summary>
public static class Median
{
    /// <summary>Of a list that is not empty.</summary>
    public static double Of(IEnumerable<double> values)
    {
        var sorted = values.Order().ToList();
        var middle = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
