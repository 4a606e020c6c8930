namespace Ledger.Cli.Stock;

/// <summary>Lines of CSV files (RFC 4180).</summary>
static class CsvLine
{
    /// <summary>
    /// The records of a file, each with the number of its first line: a line break inside of quotes belongs to its field.
    /// Blank lines are left out.
    /// </summary>
    public static IEnumerable<(int Number, string Text)> Records(IReadOnlyList<string> lines)
    {
        for (var n = 0; n < lines.Count; n++)
        {
            var (first, text) = (n + 1, lines[n]);
            while (text.AsSpan().Count('"') % 2 != 0 && n + 1 < lines.Count)
            {
                text += "\n" + lines[++n];
            }

            if (!string.IsNullOrWhiteSpace(text))
            {
                yield return (first, text);
            }
        }
    }

    /// <summary>Fields of a record; null when its quotes are not in order.</summary>
    public static List<string>? Fields(string line)
    {
        var fields = new List<string>();
        for (var at = 0; at <= line.Length;)
        {
            if (at == line.Length || line[at] != '"')
            {
                var comma = line.IndexOf(',', at);
                var end = comma < 0 ? line.Length : comma;
                fields.Add(line[at..end].Trim());
                at = end + 1;
                continue;
            }

            var close = at + 1;
            while (close < line.Length && (line[close] != '"' || (close + 1 < line.Length && line[close + 1] == '"')))
            {
                close += line[close] == '"' ? 2 : 1;
            }

            if (close >= line.Length || (close + 1 < line.Length && line[close + 1] != ','))
            {
                return null;
            }

            fields.Add(line[(at + 1)..close].Replace("\"\"", "\"", StringComparison.Ordinal));
            at = close + 2;
        }

        return fields;
    }
}
