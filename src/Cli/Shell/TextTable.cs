namespace Ledger.Cli.Shell;

/// <summary>A table to print; how it is drawn is <see cref="Output"/>'s concern.</summary>
/// <param name="columns">Headings; a heading that starts with <c>&gt;</c> makes a column of figures, set right.</param>
sealed class TextTable(params IReadOnlyList<string> columns)
{
    readonly List<IReadOnlyList<string>> _rows = [];

    /// <summary>Headings without their mark.</summary>
    public IReadOnlyList<string> Headings { get; } = [.. columns.Select(c => c.TrimStart('>'))];

    /// <summary>Rows; an empty one is a line that separates.</summary>
    public IReadOnlyList<IReadOnlyList<string>> Rows => _rows;

    /// <summary>True when a column is set right.</summary>
    public bool IsRight(int column) => columns[column].StartsWith('>');

    /// <summary>Adds a row; cells that are missing at the end stay empty, null is empty.</summary>
    public TextTable Row(params IEnumerable<string?> cells)
    {
        var row = cells.Select(cell => cell ?? "").ToList();
        if (row.Count > Headings.Count)
        {
            throw new ArgumentException($"{row.Count} cells for {Headings.Count} columns.", nameof(cells));
        }

        row.AddRange(Enumerable.Repeat("", Headings.Count - row.Count));
        _rows.Add(row);
        return this;
    }

    /// <summary>Adds a line that separates, as above totals.</summary>
    public TextTable Rule()
    {
        _rows.Add([]);
        return this;
    }

    /// <summary>Characters of the widest cell of each column.</summary>
    public IReadOnlyList<int> Widths() =>
    [
        .. Enumerable.Range(0, Headings.Count).Select(column =>
            _rows.Where(row => row.Count > 0).Select(row => row[column].Length).Append(Headings[column].Length).Max()),
    ];

    /// <summary>The table in plain text: columns two spaces apart, no borders, no trailing spaces.</summary>
    public string ToPlainText()
    {
        var widths = Widths();
        var rule = string.Join("  ", widths.Select(width => new string('-', width)));
        var lines = _rows.Select(row => row.Count == 0 ? rule : Line(row, widths));
        return string.Join('\n', new[] { Line(Headings, widths), rule }.Concat(lines));
    }

    string Line(IReadOnlyList<string> cells, IReadOnlyList<int> widths) =>
        string.Join("  ", cells.Select((cell, i) => IsRight(i) ? cell.PadLeft(widths[i]) : cell.PadRight(widths[i])))
            .TrimEnd();
}
