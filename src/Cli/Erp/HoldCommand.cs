using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.ErpExport.Operating;
using Ledger.ErpExport.Storage;

namespace Ledger.Cli.Erp;

/// <summary><c>ledger erp hold</c>: pauses a target, or keeps one document from being sent.</summary>
static class HoldCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var (target, document) = (ErpOptions.Target(), ErpOptions.DocumentOrNone("the whole target is paused"));
        var (reason, actor) = (ErpOptions.Reason(required: true, "Why it is held."), ErpOptions.Actor());
        return new Command("hold", "Pauses a target, or holds one document that waits to be sent or posted.")
        {
            target, document, reason, actor,
        }.Runs((context, ct) =>
        {
            var (name, why, who) = (context.Get(target)!, ErpOptions.ReasonOf(context, reason), ErpOptions.ActorOf(context, actor));
            return context.Get(document) is { } reference
                ? RunAsync(context, name, reference, why!, who, ct)
                : CutCommand.TellAsync(
                    context, name, TargetCommand.Pause, why, who, "Paused; what is on its way is still finished.", ct);
        });
    }

    static async Task<int> RunAsync(
        CommandContext context, string target, string reference, string reason, string actor, CancellationToken ct)
    {
        await using var books = new ErpBooks(context);
        var kept = await books.DocumentAsync(target, reference, ct);
        var outcome = await books.WriteAsync(writer => new DocumentDesk(writer, actor, books.Time).HoldAsync(kept, reason, ct), ct);
        return MovesPrint.Print(context.Output, new PrintedMoves(target, "hold", actor, [PrintedMove.Of(outcome)]), single: true);
    }
}
