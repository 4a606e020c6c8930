using System.CommandLine;
using System.Text;
using Ledger.Cli.Shell;
using Ledger.Reporting.Exporting;

namespace Ledger.Cli.Reports;

/// <summary><c>ledger export</c>: the journal as a file of hledger or beancount, with every balance asserted.</summary>
static class ExportCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var format = new Argument<string>("format") { Description = "hledger or beancount." };
        format.AcceptOnlyFromAmong([.. PlainTextExport.Formats]);
        var output = new Option<string?>("--output", "-o")
        {
            Description = "File to write; it appears when it is complete. Without it, standard output.",
        };
        return new Command("export", "Writes the whole journal for a plain-text accounting tool.") { format, output }
            .Runs((context, ct) => RunAsync(context, context.Get(format)!, context.Get(output), ct));
    }

    static async Task<int> RunAsync(CommandContext context, string format, string? path, CancellationToken ct)
    {
        if (path is null && context.Output.IsJson)
        {
            throw CliError.WrongUsage(
                "With --json, standard output holds one JSON value and no journal.", "Name a file with --output.");
        }

        await using var books = new Books(context);
        var export = new PlainTextExport(books.Journal, Books.Chart());
        var summary = path is null
            ? await WriteAsync(export, format, Console.OpenStandardOutput(), ct)
            : await WriteFileAsync(export, format, path, ct);
        if (context.Output.IsJson)
        {
            context.Output.Json(summary, ReportJson.Default.ExportSummary);
        }
        else
        {
            await context.Output.Progress.WriteLineAsync(
                $"{summary.Entries:N0} entries up to position {summary.Position}, "
                + $"booked {summary.First:yyyy-MM-dd} to {summary.Last:yyyy-MM-dd}.");
        }

        return ExitCode.Ok;
    }

    static async Task<ExportSummary> WriteFileAsync(PlainTextExport export, string format, string path, CancellationToken ct)
    {
        var part = path + ".part";
        try
        {
            var summary = await WriteAsync(export, format, File.Create(part), ct);
            File.Move(part, path, overwrite: true);
            return summary;
        }
        catch (Exception unwritable) when (unwritable is IOException or UnauthorizedAccessException)
        {
            throw CliError.Missing("FILE_NOT_WRITTEN", unwritable.Message, "Name a file that can be written.");
        }
        finally
        {
            File.Delete(part);
        }
    }

    static async Task<ExportSummary> WriteAsync(PlainTextExport export, string format, Stream target, CancellationToken ct)
    {
        await using var writer = new StreamWriter(target, new UTF8Encoding(encoderShouldEmitUTF8Identifier: false));
        return await export.WriteAsync(format, writer, ct);
    }
}
