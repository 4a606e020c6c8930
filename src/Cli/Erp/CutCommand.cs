using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.ErpExport.Operating;
using Ledger.ErpExport.Storage;

namespace Ledger.Cli.Erp;

/// <summary><c>ledger erp cut</c>: has a run cut now; and how a target as a whole is told something.</summary>
static class CutCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var (target, actor) = (ErpOptions.Target(), ErpOptions.Actor());
        return new Command("cut", "Has a run cut now, however few entries wait; the process that sends for the target does it.")
        {
            target, actor,
        }.Runs((context, ct) => TellAsync(
            context, context.Get(target)!, TargetCommand.Cut, null, ErpOptions.ActorOf(context, actor),
            "Asked for. Whoever sends for it cuts a run with what waits, at once or with the next entry; 'ledger erp runs' lists it.", ct));
    }

    /// <summary>Tells a target something and prints that.</summary>
    public static async Task<int> TellAsync(
        CommandContext context, string target, TargetCommand command, string? reason, string actor, string verdict, CancellationToken ct)
    {
        await using var books = new ErpBooks(context);
        await books.RequireAsync(target, ct);
        await books.WriteAsync(writer => new TargetDesk(writer, actor, books.Time).CommandAsync(target, command, reason, ct), ct);
        if (context.Output.IsJson)
        {
            context.Output.Json(
                new PrintedCommand(target, command.ToString().ToLowerInvariant(), actor, reason), ErpJson.Default.PrintedCommand);
        }

        context.Output.Verdict(good: true, $"{target}: {verdict}");
        return ExitCode.Ok;
    }
}
