using System.CommandLine;
using Ledger.Cli.Shell;

namespace Ledger.Cli.Backfill;

/// <summary><c>ledger backfill runs</c>: the evidence of what was taken in.</summary>
static class RunsCommand
{
    const int UnsettledMax = 1_000;

    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var id = new Argument<string?>("run")
        {
            Description = "Id of one run, to see what of it was not taken.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var limit = new Option<int>("--limit") { Description = "How many, the newest first.", DefaultValueFactory = _ => 20 };
        return new Command("runs", "Lists the runs: who asked for what, and what came of it.") { id, limit }
            .Runs((context, ct) => context.Get(id) is { } one
                ? OneAsync(context, one, ct)
                : AllAsync(context, Math.Clamp(context.Get(limit), 1, 1_000), ct));
    }

    static async Task<int> AllAsync(CommandContext context, int limit, CancellationToken ct)
    {
        await using var books = await BackfillBooks.OpenAsync(context, ct);
        var runs = await books.Store.RunsAsync(limit, ct);
        if (context.Output.IsJson)
        {
            context.Output.Json(new PrintedRuns(Plan: false, [.. runs.Select(PrintedRun.Of)]), BackfillJson.Default.PrintedRuns);
        }

        context.Output.Table(RunPrint.Table(runs));
        return ExitCode.Ok;
    }

    static async Task<int> OneAsync(CommandContext context, string id, CancellationToken ct)
    {
        await using var books = await BackfillBooks.OpenAsync(context, ct);
        var run = Guid.TryParse(id, out var runId) ? await books.Store.RunAsync(runId, ct) : null;
        if (run is null)
        {
            throw CliError.No("RUN_NOT_FOUND", $"There is no run '{id}'.", "'ledger backfill runs' lists them.");
        }

        var unsettled = await books.Store.UnsettledAsync(run.RunId, UnsettledMax, ct);
        if (context.Output.IsJson)
        {
            context.Output.Json(
                new PrintedRuns(Plan: false, [PrintedRun.Of(run) with { Unsettled = unsettled }]), BackfillJson.Default.PrintedRuns);
            return ExitCode.Ok;
        }

        context.Output.Table(RunPrint.Table([run]));
        if (run.Note is { } note)
        {
            context.Output.Verdict(good: false, note);
        }

        if (unsettled.Count > 0)
        {
            context.Output.Heading("Not taken, or taken and not translated");
            var table = new TextTable(">Line", "Name", "Reason", "Detail");
            foreach (var each in unsettled)
            {
                table.Row(each.Line == 0 ? "" : $"{each.Line}", each.Name, each.Reason, each.Detail);
            }

            context.Output.Table(table);
        }

        return ExitCode.Ok;
    }
}
