using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Operating;
using Ledger.ErpExport.Storage;

namespace Ledger.Cli.Erp;

/// <summary><c>ledger erp confirm</c>: asks the ERP for posted documents now; exit code 1 when one is not as it was sent.</summary>
static class ConfirmCommand
{
    static readonly DocumentState[] Posted = [DocumentState.Posted, DocumentState.Confirmed, DocumentState.Mismatch];

    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var (target, document) = (ErpOptions.Target(), ErpOptions.DocumentOrNone("all that are posted"));
        var accept = new Option<bool>("--accept")
        {
            Description = "Takes what the ERP has as it is, without asking it: closes the mismatch.",
        };
        var (reason, actor) = (ErpOptions.Reason(required: false, "With --accept: why."), ErpOptions.Actor());
        return new Command("confirm", "Reads posted documents back from the ERP now and compares; exit code 1 when one is not as sent.")
        {
            target, document, accept, reason, actor,
        }.Runs((context, ct) =>
        {
            var (name, one, why, who) = (
                context.Get(target)!, context.Get(document), ErpOptions.ReasonOf(context, reason), ErpOptions.ActorOf(context, actor));
            return context.Get(accept)
                ? one is not null && why is not null
                    ? AcceptAsync(context, name, one, why, who, ct)
                    : throw CliError.WrongUsage("--accept is for one document, with a --reason.", "See 'ledger erp confirm --help'.")
                : AskAsync(context, name, one, who, ct);
        });
    }

    static async Task<int> AcceptAsync(
        CommandContext context, string target, string reference, string reason, string actor, CancellationToken ct)
    {
        await using var books = new ErpBooks(context);
        var kept = await books.DocumentAsync(target, reference, ct);
        var outcome = await books.WriteAsync(writer => new DocumentDesk(writer, actor, books.Time).AcceptAsync(kept, reason, ct), ct);
        return MovesPrint.Print(context.Output, new PrintedMoves(target, "accept", actor, [PrintedMove.Of(outcome)]), single: true);
    }

    static async Task<int> AskAsync(CommandContext context, string target, string? reference, string actor, CancellationToken ct)
    {
        await using var books = new ErpBooks(context);
        await books.RequireAsync(target, ct);
        IReadOnlyList<KeptDocument> posted = reference is not null
            ? [await books.DocumentAsync(target, reference, ct)]
            : await books.Reads.InStatesAsync(target, Posted, DateTimeOffset.MaxValue, ErpOptions.LimitMax, ct);
        var known = books.File.Target(target);
        await using var adapter = books.File.Adapter(known, books.Source);
        var outcomes = await books.WriteAsync(
            async writer =>
            {
                var readBack = new DocumentReadBack(new DocumentDesk(writer, actor, books.Time), known, adapter);
                if (reference is null && !readBack.CanAsk)
                {
                    throw ErpAdvice.Refused(
                        ErpCommandReason.NotAskable, $"Target {target} is served by an outside adapter; it confirms by acknowledging.");
                }

                var done = new List<PrintedMove>();
                foreach (var kept in posted)
                {
                    done.Add(PrintedMove.Of(await readBack.ConfirmAsync(kept, ct)));
                }

                return done;
            },
            ct);
        return MovesPrint.Print(
            context.Output, new PrintedMoves(target, "confirm", actor, outcomes), single: reference is not null,
            state => state != DocumentState.Mismatch.Word());
    }
}
