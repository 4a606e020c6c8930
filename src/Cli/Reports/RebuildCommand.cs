using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.JournalPosting.Storage;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ledger.Cli.Reports;

/// <summary><c>ledger rebuild</c>: folds the read models anew from the events and reports what differed.</summary>
static class RebuildCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Only compare; exit code 1 when anything differs. The read models stay as they are.",
        };
        return new Command("rebuild", "Folds the read models anew from the events; posting and reading go on meanwhile.")
        {
            dryRun,
        }.Runs((context, ct) => RunAsync(context, !context.Get(dryRun), ct));
    }

    static async Task<int> RunAsync(CommandContext context, bool apply, CancellationToken ct)
    {
        await using var books = new Books(context);
        var journal = books.Journal;
        var rebuild = new ReadModelRebuild(journal.Source, journal.Schema, NullLogger<ReadModelRebuild>.Instance);
        var report = await rebuild.RunAsync(apply, new Told(context), ct);
        if (context.Output.IsJson)
        {
            context.Output.Json(report, ReportJson.Default.RebuildReport);
        }
        else
        {
            Print(context.Output, report);
        }

        return report.Applied || report.RowsDiffering == 0 ? ExitCode.Ok : ExitCode.No;
    }

    static void Print(Output output, RebuildReport report)
    {
        var table = new TextTable("Read model", ">Rows", ">Missing", ">Extra", ">Changed", "First that differed");
        foreach (var found in report.Tables)
        {
            table.Row(
                found.Table, $"{found.Rows:N0}", $"{found.Missing:N0}", $"{found.Extra:N0}", $"{found.Changed:N0}",
                string.Join("; ", found.Examples));
        }

        output.Table(table);
        output.Verdict(report.Applied || report.RowsDiffering == 0,
            $"{report.Events:N0} events folded up to position {report.Position} in {report.Elapsed.TotalSeconds:F1} s: "
            + (report.RowsDiffering, report.Applied) switch
            {
                (0, _) => "nothing differed.",
                (var rows, true) => $"{rows:N0} rows differed and are right now.",
                (var rows, false) => $"{rows:N0} rows differ. Run it without --dry-run to put them right.",
            });
    }

    /// <summary>At most one line a second.</summary>
    sealed class Told(CommandContext context) : IProgress<long>
    {
        long _last = context.Time.GetTimestamp();

        public void Report(long value)
        {
            if (context.Time.GetElapsedTime(_last) >= TimeSpan.FromSeconds(1))
            {
                _last = context.Time.GetTimestamp();
                context.Output.Progress.WriteLine($"{value:N0} events folded ...");
            }
        }
    }
}
