using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.ErpExport.Operating;
using Ledger.ErpExport.Queries;

namespace Ledger.Cli.Erp;

/// <summary><c>ledger erp runs</c>: what was cut and what became of it; one run with its evidence (R-FF-07).</summary>
static class RunsCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var target = ErpOptions.Target();
        var number = new Argument<long?>("number")
        {
            Description = "One run with its evidence; without it the last runs.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var limit = ErpOptions.Limit("runs", 20);
        return new Command("runs", "Lists the runs of a target, or shows one with its evidence.") { target, number, limit }
            .Runs((context, ct) => context.Get(number) is { } one
                ? OneAsync(context, context.Get(target)!, one, ct)
                : LastAsync(context, context.Get(target)!, ErpOptions.LimitOf(context, limit), ct));
    }

    static async Task<int> LastAsync(CommandContext context, string target, int limit, CancellationToken ct)
    {
        await using var books = new ErpBooks(context);
        await books.RequireAsync(target, ct);
        var runs = await books.Runs.LastAsync(target, limit + 1, ct);
        var printed = new PrintedRuns(target, [.. runs.Take(limit)], runs.Count > limit);
        if (context.Output.IsJson)
        {
            context.Output.Json(printed, ErpJson.Default.PrintedRuns);
            return ExitCode.Ok;
        }

        var table = new TextTable(
            ">Run", "Cut (UTC)", ">Behind", ">Up to", ">Entries", ">Documents", ">Processed", ">Rejected", ">Held", ">Unknown",
            ">On the way", ">Numbered");
        foreach (var run in printed.Runs)
        {
            table.Row(
                $"{run.Number}", ErpText.Time(run.CutAt), $"{run.CutFrom}", $"{run.CutTo}", $"{run.Entries}", $"{run.Total}",
                $"{run.Processed}",
                $"{run.Rejected}", $"{run.Held}", $"{run.Unknown}", $"{run.OnTheWay}", $"{run.Numbered}");
        }

        context.Output.Table(table);
        if (printed.More)
        {
            context.Output.Line("There are more: --limit shows them.");
        }

        return ExitCode.Ok;
    }

    static async Task<int> OneAsync(CommandContext context, string target, long number, CancellationToken ct)
    {
        await using var books = new ErpBooks(context);
        await books.RequireAsync(target, ct);
        var evidence = await books.Runs.OneAsync(target, number, ct)
            ?? throw ErpAdvice.Refused(ErpCommandReason.RunUnknown, $"Target {target} has no run {number}.");
        if (context.Output.IsJson)
        {
            context.Output.Json(evidence, ErpJson.Default.RunEvidence);
        }
        else
        {
            Print(context.Output, target, evidence);
        }

        return ExitCode.Ok;
    }

    static void Print(Output output, string target, RunEvidence evidence)
    {
        var run = evidence.Run;
        output.Heading($"Run {run.Number} of {target}: {run.RunId}");
        output.Line(
            $"{run.Entries} entries behind position {run.CutFrom} up to {run.CutTo}, {run.Excluded} of them excluded by the mapping "
            + $"{run.MappingVersion}.");
        var finished = evidence.FinishedAt is { } end ? $"finished {ErpText.Time(end)} UTC" : "not finished";
        output.Line($"Cut {ErpText.Time(run.CutAt)} UTC, {run.Mode}; {finished}.");
        output.Line(
            $"{run.Total} documents with {evidence.Lines} lines = {run.Processed} processed + {run.Rejected} rejected + {run.Held} held + "
            + $"{run.Unknown} unknown + {run.OnTheWay} on the way.");
        foreach (var total in evidence.Totals)
        {
            var (debit, credit) = (ErpText.Amount(total.Debit, total.Currency), ErpText.Amount(total.Credit, total.Currency));
            output.Line($"{total.Currency}: debits {debit}, credits {credit}.");
        }

        if (evidence.Created.Count > 0)
        {
            output.Line();
            var created = new TextTable("Reference", "Number in the ERP", "Id in the ERP");
            foreach (var document in evidence.Created)
            {
                created.Row(document.Reference, document.ErpNumber, document.ErpId);
            }

            output.Table(created);
        }

        if (evidence.Reasons.Count > 0)
        {
            output.Line();
            output.Table(DocumentsCommand.Table(evidence.Reasons));
        }
    }
}
