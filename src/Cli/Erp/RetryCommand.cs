using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Operating;
using Ledger.ErpExport.Storage;

namespace Ledger.Cli.Erp;

/// <summary><c>ledger erp retry</c>: sends rejected documents again, by the mapping of today.</summary>
static class RetryCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var (target, document) = (ErpOptions.Target(), ErpOptions.DocumentOrNone("--all is needed"));
        var all = new Option<bool>("--all") { Description = "All rejected documents of the target." };
        var (reason, actor) = (ErpOptions.Reason(required: false, "What was set right."), ErpOptions.Actor());
        return new Command("retry", "Sends rejected documents again, built anew where the mapping says something else by now.")
        {
            target, document, all, reason, actor,
        }.Runs((context, ct) => context.Get(all) == (context.Get(document) is not null)
            ? throw CliError.WrongUsage("Say which: a document, or --all.", "'ledger erp documents TARGET --state rejected' lists them.")
            : RunAsync(
                context, context.Get(target)!, context.Get(document), ErpOptions.ReasonOf(context, reason),
                ErpOptions.ActorOf(context, actor), ct));
    }

    static async Task<int> RunAsync(
        CommandContext context, string target, string? reference, string? reason, string actor, CancellationToken ct)
    {
        await using var books = new ErpBooks(context);
        await books.RequireAsync(target, ct);
        IReadOnlyList<KeptDocument> rejected = reference is not null
            ? [await books.DocumentAsync(target, reference, ct)]
            : await books.Reads.InStatesAsync(target, [DocumentState.Rejected], DateTimeOffset.MaxValue, ErpOptions.LimitMax, ct);
        var known = books.File.Target(target);
        var mapping = TargetsFile.Mapping(known);
        await using var adapter = books.File.Adapter(known, books.Source);
        var outcomes = await books.WriteAsync(
            async writer =>
            {
                var desk = new DocumentDesk(writer, actor, books.Time);
                var retry = new DocumentRetry(desk, known, mapping, adapter, books.Reads, books.Lines);
                // One after the other: each may take the next numbers of its run.
                var done = new List<PrintedMove>();
                foreach (var kept in rejected)
                {
                    done.Add(PrintedMove.Of(await retry.RetryAsync(kept, reason, ct)));
                }

                return done;
            },
            ct);
        return MovesPrint.Print(context.Output, new PrintedMoves(target, "retry", actor, outcomes), single: reference is not null);
    }
}
