namespace Ledger.EventStore;

/// <summary>
/// Array parameters as rows of a select list. There the server takes all arrays in step; behind <c>from</c> it first stores each in
/// a table of its own, which is half the cost of an insert.
/// </summary>
public static class SqlRows
{
    /// <summary>The parameters <c>$1</c> to <c>$n</c>, an element a row; arrays are of equal length.</summary>
    /// <param name="columns">How many.</param>
    public static string Of(int columns) => string.Join(", ", Enumerable.Range(1, columns).Select(n => $"unnest(${n})"));

    /// <summary>The same, named.</summary>
    /// <param name="names">A name a parameter, with commas between.</param>
    public static string As(string names) =>
        string.Join(", ", names.Split(',', StringSplitOptions.TrimEntries).Select((name, n) => $"unnest(${n + 1}) as {name}"));
}
