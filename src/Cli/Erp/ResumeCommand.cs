using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Operating;
using Ledger.ErpExport.Storage;

namespace Ledger.Cli.Erp;

/// <summary><c>ledger erp resume</c>: lets a target or held documents go on; or approves another date for one of a closed period.</summary>
static class ResumeCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var (target, document) = (ErpOptions.Target(), ErpOptions.DocumentOrNone("the target itself goes on"));
        var all = new Option<bool>("--all") { Description = "All held documents of the target." };
        var date = ErpOptions.Day(
            "--date",
            "Approves a document of that day in place of one that is held for a closed period; where the target has "
            + "'closedPeriod: next-open'.");
        var (reason, actor) = (ErpOptions.Reason(required: false, "Why."), ErpOptions.Actor());
        return new Command("resume", "Lets a paused target go on, or held documents.") { target, document, all, date, reason, actor }
            .Runs((context, ct) =>
            {
                var (name, who) = (context.Get(target)!, ErpOptions.ActorOf(context, actor));
                var (one, every, day) = (context.Get(document), context.Get(all), context.Get(date));
                var why = ErpOptions.ReasonOf(context, reason);
                return (one, every, day) switch
                {
                    (null, false, null) => CutCommand.TellAsync(context, name, TargetCommand.Resume, why, who, "It goes on.", ct),
                    (null, true, null) => AllAsync(context, name, why, who, ct),
                    ({ } reference, false, null) => OneAsync(context, name, reference, why, who, ct),
                    ({ } reference, false, { } to) => RedateAsync(context, name, reference, to, why, who, ct),
                    _ => throw CliError.WrongUsage(
                        "--all goes without a document and a date, and --date with one document.", "See 'ledger erp resume --help'."),
                };
            });
    }

    static async Task<int> OneAsync(
        CommandContext context, string target, string reference, string? reason, string actor, CancellationToken ct)
    {
        await using var books = new ErpBooks(context);
        var kept = await books.DocumentAsync(target, reference, ct);
        var outcome = await books.WriteAsync(writer => new DocumentDesk(writer, actor, books.Time).ReleaseAsync(kept, reason, ct), ct);
        return MovesPrint.Print(context.Output, new PrintedMoves(target, "resume", actor, [PrintedMove.Of(outcome)]), single: true);
    }

    static async Task<int> AllAsync(CommandContext context, string target, string? reason, string actor, CancellationToken ct)
    {
        await using var books = new ErpBooks(context);
        await books.RequireAsync(target, ct);
        var held = (await books.Reads.InStatesAsync(target, [DocumentState.Held], DateTimeOffset.MaxValue, ErpOptions.LimitMax, ct))
            .Where(kept => kept.Standing.Reason != ErpReason.RunIncomplete); // What waits for its run goes on by itself.
        var outcomes = await books.WriteAsync(
            writer => Task.WhenAll(held.Select(kept => new DocumentDesk(writer, actor, books.Time).ReleaseAsync(kept, reason, ct))), ct);
        return MovesPrint.Print(
            context.Output, new PrintedMoves(target, "resume", actor, [.. outcomes.Select(PrintedMove.Of)]), single: false);
    }

    static async Task<int> RedateAsync(
        CommandContext context, string target, string reference, DateOnly date, string? reason, string actor, CancellationToken ct)
    {
        await using var books = new ErpBooks(context);
        var kept = await books.DocumentAsync(target, reference, ct);
        var known = books.File.Target(target);
        await using var adapter = books.File.Adapter(known, books.Source);
        var outcome = await books.WriteAsync(
            writer => new DocumentRedating(new DocumentDesk(writer, actor, books.Time), known, adapter, books.Reads, books.Lines)
                .RedateAsync(kept, date, reason, ct),
            ct);
        return MovesPrint.Print(context.Output, new PrintedMoves(target, "redate", actor, [PrintedMove.Of(outcome)]), single: true);
    }
}
