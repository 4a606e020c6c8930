using System.Globalization;
using Ledger.Cli.Shell;
using Ledger.Inventory.Stock;

namespace Ledger.Cli.Stock.Reconciling;

/// <summary>
/// An imported count: CSV with the heading <c>sku,location,counted,counted_at</c>. Strict: every line that is not as documented
/// is told, and then nothing of the file is used.
/// </summary>
static class CountFile
{
    const string Heading = "sku,location,counted,counted_at";
    const int ToldMax = 20;
    static readonly TimeSpan ClocksApart = TimeSpan.FromMinutes(1);

    /// <summary>Reads a file.</summary>
    public static async Task<IReadOnlyList<CountedStock>> ReadAsync(string path, DateTimeOffset now, CancellationToken ct)
    {
        try
        {
            return Parse(await File.ReadAllLinesAsync(path, ct), path, now + ClocksApart);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            throw CliError.Missing("COUNT_UNREADABLE", unreadable.Message, "Name a CSV file that can be read.");
        }
    }

    static List<CountedStock> Parse(string[] lines, string path, DateTimeOffset latest)
    {
        var (counts, problems) = (new List<CountedStock>(), new List<string>());
        if (lines.Length == 0 || lines[0].Trim('\ufeff', ' ') != Heading)
        {
            problems.Add($"{path}:1: the heading must be {Heading}");
        }

        for (var n = 1; n < lines.Length; n++)
        {
            if (string.IsNullOrWhiteSpace(lines[n]))
            {
                continue;
            }

            if (Line(lines[n]) is { } counted)
            {
                counts.Add(counted);
                if (counted.CountedAt > latest)
                {
                    problems.Add($"{path}:{n + 1}: {counted.Key} was counted at {counted.CountedAt:O}, which is still to come");
                }
            }
            else
            {
                problems.Add($"{path}:{n + 1}: a SKU, a location, a whole number from 0 and a time with its zone, such as "
                    + "TEA-1,ZRH,12,2026-11-20T18:00:00Z");
            }
        }

        problems.AddRange(counts.GroupBy(counted => counted.Key).Where(same => same.Count() > 1)
            .Select(same => $"{path}: {same.Key} was counted {same.Count()} times; which one counts?"));
        return problems.Count == 0 ? counts : throw CliError.No(
            "COUNT_REFUSED", string.Join('\n', problems.Take(ToldMax)), "Correct the file; nothing of it was used.");
    }

    static CountedStock? Line(string line) =>
        CsvLine.Fields(line) is [{ Length: > 0 } sku, { Length: > 0 } location, var counted, var at]
        && !location.Contains('@', StringComparison.Ordinal)
        && long.TryParse(counted, NumberStyles.None, CultureInfo.InvariantCulture, out var units)
        && HasZone(at)
        && DateTimeOffset.TryParse(at, CultureInfo.InvariantCulture, DateTimeStyles.None, out var countedAt)
            ? new CountedStock(new StockKey(sku, location), units, countedAt.ToUniversalTime())
            : null;

    static bool HasZone(string time) => time.IndexOf('T', StringComparison.Ordinal) is > 0 and var t
        && (time.EndsWith('Z') || time.IndexOfAny(['+', '-'], t) > 0);
}
