using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.ErpExport.Operating;

namespace Ledger.Cli.Erp;

/// <summary>
/// <c>ledger erp findings</c>: what others have posted on accounts that only the export may move, and what is posted under a reference
/// that is not posted here.
/// </summary>
static class FindingsCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var target = new Argument<string?>("target") { Description = "One target; without it all.", Arity = ArgumentArity.ZeroOrOne };
        var all = new Option<bool>("--all") { Description = "Those too that are closed." };
        var limit = ErpOptions.Limit("findings");
        var close = new Option<string?>("--close")
        {
            Description = "Closes the one with this id in the ERP; needs a target and a --reason.",
        };
        var undone = new Option<bool>("--undone")
        {
            Description = "With --close: it was taken back in the ERP and explains no difference any more.",
        };
        var (reason, actor) = (ErpOptions.Reason(required: false, "With --close: why."), ErpOptions.Actor());
        return new Command("findings", "Lists what the ERPs hold and no document of ours stands for, and closes it.")
        {
            target, all, limit, close, undone, reason, actor,
        }.Runs((context, ct) =>
        {
            var (name, why) = (context.Get(target), ErpOptions.ReasonOf(context, reason));
            return context.Get(close) is not { } erpId
                ? ListAsync(context, name, context.Get(all), ErpOptions.LimitOf(context, limit), ct)
                : name is not null && why is not null
                    ? CloseAsync(context, name, erpId, why, context.Get(undone), ErpOptions.ActorOf(context, actor), ct)
                    : throw CliError.WrongUsage("--close needs a target and a --reason.", "See 'ledger erp findings --help'.");
        });
    }

    static async Task<int> ListAsync(CommandContext context, string? target, bool all, int limit, CancellationToken ct)
    {
        await using var books = new ErpBooks(context);
        if (target is not null)
        {
            await books.RequireAsync(target, ct);
        }

        var found = await books.Findings.ListAsync(target, all, limit + 1, ct);
        var printed = new PrintedFindings([.. found.Take(limit)], found.Count > limit);
        if (context.Output.IsJson)
        {
            context.Output.Json(printed, ErpJson.Default.PrintedFindings);
            return ExitCode.Ok;
        }

        if (printed.Findings.Count == 0)
        {
            context.Output.Line("There is none.");
            return ExitCode.Ok;
        }

        var table = new TextTable("Target", "Id in the ERP", "Found (UTC)", "What", "Closed");
        foreach (var finding in printed.Findings)
        {
            table.Row(
                finding.Target, finding.ErpId, ErpText.Time(finding.FoundAt), finding.Detail,
                finding.ClosedAt is null ? "" : $"{ErpText.Time(finding.ClosedAt)} by {finding.ClosedBy}: {finding.CloseReason}");
        }

        context.Output.Table(table);
        return ExitCode.Ok;
    }

    static async Task<int> CloseAsync(
        CommandContext context, string target, string erpId, string reason, bool undone, string actor, CancellationToken ct)
    {
        await using var books = new ErpBooks(context);
        await books.RequireAsync(target, ct);
        if (!(await books.Findings.ListAsync(target, withClosed: false, int.MaxValue, ct)).Any(finding => finding.ErpId == erpId))
        {
            throw ErpAdvice.Refused(ErpCommandReason.FindingUnknown, $"Nothing with the id '{erpId}' is open for {target}.");
        }

        await books.WriteAsync(writer => new TargetDesk(writer, actor, books.Time).CloseAsync(target, erpId, reason, undone, ct), ct);
        if (context.Output.IsJson)
        {
            context.Output.Json(new PrintedCommand(target, "close", actor, reason), ErpJson.Default.PrintedCommand);
        }

        context.Output.Verdict(good: true, $"{target}: {erpId} is closed.");
        return ExitCode.Ok;
    }
}
