namespace Ledger.Contract;

/// <summary>Where two texts differ, for people: what stands between the lines that begin and end alike.</summary>
static class LineDifference
{
    const int Most = 40;

    /// <summary>The lines of a file that would go (−) and come (+); those that are many are cut short.</summary>
    public static IEnumerable<string> Of(string name, IReadOnlyList<string> found, IReadOnlyList<string> expected)
    {
        var least = Math.Min(found.Count, expected.Count);
        var first = 0;
        while (first < least && found[first] == expected[first])
        {
            first++;
        }

        var last = 0;
        while (last < least - first && found[^(last + 1)] == expected[^(last + 1)])
        {
            last++;
        }

        yield return $"{name}: differs from the code at line {first + 1}.";
        foreach (var line in Cut('-', found, first, last).Concat(Cut('+', expected, first, last)))
        {
            yield return line;
        }
    }

    static IEnumerable<string> Cut(char mark, IReadOnlyList<string> lines, int first, int last)
    {
        var between = lines.Count - first - last;
        var shown = lines.Skip(first).Take(Math.Min(between, Most)).Select(line => $"{mark} {line}");
        return between > Most ? shown.Append($"{mark} … {between - Most} more lines") : shown;
    }
}
