using Xunit;

namespace Ledger.Architecture.Tests;

/// <summary>A row of the table in src/README.md.</summary>
sealed record MapRow(
    string Project, string Kind, string Sentence, IReadOnlyList<string> References, IReadOnlyList<string> Packages)
{
    /// <summary>All rows, in the order of the flow.</summary>
    public static IReadOnlyList<MapRow> All { get; } = [.. WorkingCopy.Lines("src/README.md")
        .Select(line => line.Text)
        .SkipWhile(line => !line.StartsWith("| project ", StringComparison.Ordinal))
        .TakeWhile(line => line.StartsWith('|'))
        .Skip(2)
        .Select(Parse)];

    static MapRow Parse(string line)
    {
        var cells = line.Trim('|').Split('|', StringSplitOptions.TrimEntries);
        Assert.True(cells.Length == 5, $"The map has a row that is not of five cells: {line}");
        return new MapRow(cells[0], cells[1], cells[2], Names(cells[3]), Names(cells[4]));
    }

    static string[] Names(string cell) => cell == "–"
        ? []
        : [.. cell.Split(',', StringSplitOptions.TrimEntries).Order(StringComparer.Ordinal)];
}
