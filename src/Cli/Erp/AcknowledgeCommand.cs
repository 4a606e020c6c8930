using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.ErpExport.Adapters;
using Ledger.ErpExport.Delivery;
using Ledger.ErpExport.Operating;
using Ledger.ErpExport.Outside;
using Ledger.MessageBus.Messages;

namespace Ledger.Cli.Erp;

/// <summary><c>ledger erp acknowledge</c>: says by hand what an outside adapter would say about a document.</summary>
static class AcknowledgeCommand
{
    static readonly string[] Statuses = ["accepted", "posted", "confirmed", "rejected"];

    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var (target, document, actor) = (ErpOptions.Target(), ErpOptions.Document(), ErpOptions.Actor());
        var status = new Option<string>("--status") { Description = string.Join(", ", Statuses) + ".", Required = true };
        status.AcceptOnlyFromAmong(Statuses);
        var number = new Option<string?>("--number") { Description = "The number that a bookkeeper sees in the ERP." };
        var erpId = new Option<string?>("--erp-id") { Description = "The ERP's id of it." };
        var date = ErpOptions.Day("--posted-date", "The date it was posted under, such as 2026-11-20.");
        var message = new Option<string?>("--message") { Description = "The ERP's own words, for a rejection." };
        var hash = new Option<string?>("--payload-hash")
        {
            Description = "SHA-256 of the payload that it is about; without it the one that stands.",
        };
        var id = new Option<Guid?>("--id")
        {
            Description = "Identity of the acknowledgement, a UUID: the same again has no second effect.",
        };
        return new Command("acknowledge", "Says what became of a document that was handed to an outside adapter.")
        {
            target, document, status, number, erpId, date, message, hash, id, actor,
        }.Runs((context, ct) => RunAsync(
            context,
            new ErpAcknowledgementMessage
            {
                AcknowledgementId = context.Get(id) ?? Guid.CreateVersion7(context.Time.GetUtcNow()),
                Target = context.Get(target)!,
                Reference = context.Get(document)!,
                PayloadHash = context.Get(hash) ?? "",
                Status = context.Get(status)!,
                DocumentNumber = context.Get(number),
                ErpId = context.Get(erpId),
                PostedDate = context.Get(date),
                Message = context.Get(message),
                Actor = ErpOptions.ActorOf(context, actor),
                SaidAt = context.Time.GetUtcNow(),
            },
            ct));
    }

    static async Task<int> RunAsync(CommandContext context, ErpAcknowledgementMessage said, CancellationToken ct)
    {
        await using var books = new ErpBooks(context);
        await books.RequireAsync(said.Target, ct);
        var targets = books.File.Read();
        if (OutsideTargets.Fault(targets, said.Target) is { } fault)
        {
            throw ErpAdvice.Refused(ErpCommandReason.TargetNotOutside, fault);
        }

        var kept = await books.DocumentAsync(said.Target, said.Reference, ct);
        if (kept.Standing.State is DocumentState.Sending or DocumentState.Posting)
        {
            // The process that sends keeps its own answer first.
            throw ErpAdvice.Refused(ErpCommandReason.StateForbids, $"{said.Reference} is being handed over.");
        }

        var told = said.PayloadHash.Length > 0 ? said : said with { PayloadHash = kept.Standing.PayloadHash };
        if (AcknowledgementForm.Fault(told) is { } malformed)
        {
            throw CliError.WrongUsage(malformed, "'ledger erp acknowledge --help' tells what may be said.");
        }

        var outcome = await books.WriteAsync(writer => writer.AcknowledgeAsync(told, targets, ct), ct);
        if (!outcome.IsDone || outcome.Standing is not { } standing)
        {
            var name = ErpReason.AcknowledgementRefused.WireName();
            throw CliError.No(name, $"{name}: {outcome.Detail}", "'ledger erp show TARGET REF' tells where it stands.");
        }

        return MovesPrint.Print(
            context.Output,
            new PrintedMoves(
                said.Target, "acknowledge", said.Actor,
                [new PrintedMove(said.Reference, standing.State.Word(), null, standing.Detail, [])]),
            single: true);
    }
}
