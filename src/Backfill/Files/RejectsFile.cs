using System.Globalization;
using CsvHelper;

namespace Ledger.Backfill.Files;

/// <summary>The file that goes back to whoever made the rows: which were not taken, and why (R-FF-06).</summary>
public static class RejectsFile
{
    /// <summary>Writes it anew, by RFC 4180: <c>line,name,outcome,reason,detail</c>.</summary>
    /// <exception cref="IOException">It cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<UnsettledItem> items)
    {
        using var writer = new StreamWriter(path);
        using var csv = new CsvWriter(writer, CultureInfo.InvariantCulture);
        foreach (var name in new[] { "line", "name", "outcome", "reason", "detail" })
        {
            csv.WriteField(name);
        }

        foreach (var item in items)
        {
            csv.NextRecord();
            csv.WriteField(item.Line);
            csv.WriteField(item.Name);
            csv.WriteField(item.Outcome);
            csv.WriteField(item.Reason);
            csv.WriteField(item.Detail);
        }

        csv.NextRecord();
    }
}
