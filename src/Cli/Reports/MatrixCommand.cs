using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.JournalPosting.Matrix;

namespace Ledger.Cli.Reports;

/// <summary><c>ledger matrix</c>: the posting matrix as a table; a file that is not valid is refused with all its problems.</summary>
static class MatrixCommand
{
    static readonly IReadOnlyList<string> Short = ["Row", "Name", "Class", "Variant", "Debit / credit", "Predecessors", "Unwind"];

    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var file = new Option<string?>("--file")
        {
            Description = "A matrix file; without it the one of LEDGER_MATRIX, else the one that comes with the product.",
        };
        var profile = new Option<string[]>("--profile") { Description = "A profile to apply; may be given again." };
        var row = new Option<string?>("--row") { Description = "One row with all its fields, such as M-04." };
        return new Command("matrix", "Shows what each class of event posts, and checks it.") { file, profile, row }
            .Runs((context, _) => Task.FromResult(
                Run(context, Books.Matrix(context.Get(file), context.Get(profile) ?? []), context.Get(row))));
    }

    static int Run(CommandContext context, PostingMatrix matrix, string? only)
    {
        var columns = MatrixTable.Columns;
        IReadOnlyList<IReadOnlyList<string>> rows =
            [.. MatrixTable.Rows(matrix).Where(row => only is null || string.Equals(row[0], only, StringComparison.OrdinalIgnoreCase))];
        if (rows.Count == 0)
        {
            throw CliError.No("ROW_NOT_FOUND", $"The matrix has no row {only}.", "'ledger matrix' lists the rows.");
        }

        if (context.Output.IsJson)
        {
            context.Output.Json(
                new PrintedMatrix(
                    matrix.Version,
                    [.. rows.Select(row => columns.Zip(row).ToDictionary(c => Wire(c.First), c => c.Second))]),
                ReportJson.Default.PrintedMatrix);
            return ExitCode.Ok;
        }

        context.Output.Heading($"Posting matrix {matrix.Version}");
        context.Output.Table(only is null ? Overview(columns, rows) : Detail(columns, rows[0]));
        return ExitCode.Ok;
    }

    static TextTable Overview(IReadOnlyList<string> columns, IReadOnlyList<IReadOnlyList<string>> rows)
    {
        var shown = Short.Select(name => columns.ToList().IndexOf(name)).ToList();
        var table = new TextTable([.. Short]);
        foreach (var row in rows)
        {
            table.Row(shown.Select(index => row[index]));
        }

        return table;
    }

    static TextTable Detail(IReadOnlyList<string> columns, IReadOnlyList<string> row)
    {
        var table = new TextTable("Field", "Value");
        foreach (var (name, value) in columns.Zip(row))
        {
            table.Row(name, value);
        }

        return table;
    }

    /// <summary>A heading as a JSON name: <c>Debit / credit</c> becomes <c>debitCredit</c>.</summary>
    static string Wire(string heading)
    {
        var words = heading.Split([' ', '/'], StringSplitOptions.RemoveEmptyEntries);
        return string.Concat(words.Select((word, n) =>
            (n == 0 ? char.ToLowerInvariant(word[0]) : char.ToUpperInvariant(word[0])) + word[1..]));
    }
}

/// <summary>The matrix as JSON.</summary>
/// <param name="Version">Version of the matrix, with its profiles.</param>
/// <param name="Rows">Its rows, field by field.</param>
sealed record PrintedMatrix(string Version, IReadOnlyList<Dictionary<string, string>> Rows);
