using System.Globalization;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Documents;

namespace Ledger.Storage.Tests.ErpExport.Files;

/// <summary>CSV, read by a reader that knows RFC 4180 and nothing else.</summary>
public class CsvWorld : FileWorld
{
    /// <summary>Without acknowledgements.</summary>
    public CsvWorld()
        : this(acknowledged: false)
    {
    }

    private protected CsvWorld(bool acknowledged)
        : base("csv", acknowledged)
    {
    }

    private protected override string Extension => ".csv";

    private protected override string ForeignText =>
        $",1,CH01,,2026-03-15,,{DebitAccount},7.00,,EUR,,,,,,,Rent,Rent,,,,,,,\r\n" +
        $",2,CH01,,2026-03-15,,{CreditAccount},,7.00,EUR,,,,,,,Rent,Rent,,,,,,,\r\n";

    /// <inheritdoc/>
    public override Task<IReadOnlyList<ErpDocument>> InsideAsync(DocumentReference reference) => Task.FromResult(Inside(
        reference,
        Directory.EnumerateFiles(Files.Folder, "gl_*.csv").SelectMany(file => Tool.Rows(File.ReadAllText(file)))
            .Where(row => row[0] == reference.Value)
            .Select(row => (
                DateOnly.ParseExact(row[4], "yyyy-MM-dd", CultureInfo.InvariantCulture), row[6],
                row[7].Length > 0 ? Amount(row[7], row[9]) : -Amount(row[8], row[9])))));

    private protected override bool IsOf(string line, DocumentReference reference, bool before) =>
        line.StartsWith(reference.Value, StringComparison.Ordinal);
}

/// <summary>The same with a reader that answers when time passes: it takes whatever is complete.</summary>
public sealed class AcknowledgedCsvWorld() : CsvWorld(acknowledged: true)
{
    /// <inheritdoc/>
    public override void Advance(TimeSpan by)
    {
        foreach (var manifest in Directory.EnumerateFiles(Files.Folder, "*.manifest.json"))
        {
            var stem = Path.GetFileName(manifest).Replace(".manifest.json", "", StringComparison.Ordinal);
            var answer = Path.Combine(Files.Answers, $"{stem}.ack.csv");
            if (!File.Exists(answer))
            {
                var references = Directory.EnumerateFiles(Files.Folder, $"{stem}_*.csv")
                    .SelectMany(file => Tool.Rows(File.ReadAllText(file)).Skip(1)).Select(row => row[0]).Where(text => text.Length > 0);
                File.WriteAllText(answer, "reference,status,document_number,message\r\n"
                    + string.Concat(references.Distinct().Select(text => $"{text},posted,GL-{text[3..]},\r\n")));
            }
        }

        base.Advance(by);
    }
}

/// <summary>Journals, read by hledger.</summary>
public sealed class HledgerWorld() : FileWorld("hledger", acknowledged: false)
{
    private protected override string Extension => ".journal";

    private protected override string ForeignText =>
        $"\n2026-03-15 Rent\n    {DebitAccount}  7.00 EUR\n    {CreditAccount}  -7.00 EUR\n";

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<ErpDocument>> InsideAsync(DocumentReference reference)
    {
        if (!File.Exists(Files.PathOf("all.journal")))
        {
            return [];
        }

        var printed = await Tool.SaysAsync("hledger", "-f", Files.PathOf("all.journal"), "print", $"code:^{reference}$", "-O", "csv");
        var rows = Tool.Rows(printed);
        var (date, account, amount, commodity) =
            (rows[0].IndexOf("date"), rows[0].IndexOf("account"), rows[0].IndexOf("amount"), rows[0].IndexOf("commodity"));
        return Inside(reference, rows.Skip(1).Select(row => (
            DateOnly.ParseExact(row[date], "yyyy-MM-dd", CultureInfo.InvariantCulture), row[account], Amount(row[amount], row[commodity]))));
    }

    private protected override bool IsOf(string line, DocumentReference reference, bool before) =>
        line.Contains($"({reference})", StringComparison.Ordinal) || (before && line.Length > 0);
}

/// <summary>Files of beancount, read by bean-query.</summary>
public sealed class BeancountWorld() : FileWorld("beancount", acknowledged: false)
{
    private protected override string Extension => ".entries";

    private protected override string ForeignText =>
        $"\n2026-03-15 * \"Rent\"\n  {DebitAccount}  7.00 EUR\n  {CreditAccount}  -7.00 EUR\n";

    /// <inheritdoc/>
    public override async Task<IReadOnlyList<ErpDocument>> InsideAsync(DocumentReference reference)
    {
        if (!File.Exists(Files.PathOf("all.beancount")))
        {
            return [];
        }

        var printed = await Tool.SaysAsync(
            "bean-query", "-q", "-f", "csv", Files.PathOf("all.beancount"),
            $"select date, account, number, currency where '{reference}' in links");
        return Inside(reference, Tool.Rows(printed).Skip(1).Where(row => row.Count == 4).Select(row => (
            DateOnly.ParseExact(row[0].Trim(), "yyyy-MM-dd", CultureInfo.InvariantCulture), row[1].Trim(), Amount(row[2], row[3]))));
    }

    private protected override bool IsOf(string line, DocumentReference reference, bool before) =>
        line.EndsWith($"^{reference}", StringComparison.Ordinal) || (before && line.Length > 0);
}
