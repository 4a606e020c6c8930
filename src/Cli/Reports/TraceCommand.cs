using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.Reporting.Tracing;

namespace Ledger.Cli.Reports;

/// <summary><c>ledger trace</c>: follows any id from the bytes a provider sent to the entries and back (R-AU-02).</summary>
static class TraceCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var id = new Argument<string>("id")
        {
            Description = "Payment id, provider object or event id, journal entry id, canonical event id, order or "
                + "invoice reference, delivery id, stream, or reference or number of an ERP document.",
        };
        return new Command("trace", "Shows everything the ledger knows about an id; exit code 1 when it knows nothing.") { id }
            .Runs((context, ct) => RunAsync(context, context.Get(id)!, ct));
    }

    static async Task<int> RunAsync(CommandContext context, string id, CancellationToken ct)
    {
        await using var books = new Books(context);
        var trace = new Trace(books.Journal, books.Evidence, Books.Chart())
        {
            Inventory = books.Inventory,
            Erp = books.Erp,
            Confirmation = books.Confirmation,
        };
        var report = await trace.FindAsync(id.Trim(), ct) ?? throw CliError.No(
            "NOT_RECEIVED", $"Nothing is known of '{id}': no delivery, event, entry or reference carries it.",
            "Check the id. A delivery of the last seconds, or of a time without a worker, may still be on its way ('ledger status'). "
            + "What waits or is held at the confirmation is in 'ledger confirm list' and 'ledger confirm list --state waiting'.");
        if (context.Output.IsJson)
        {
            context.Output.Json(report, ReportJson.Default.TraceReport);
        }
        else
        {
            foreach (var line in TracePrint.Lines(report))
            {
                context.Output.Line(line);
            }
        }

        return ExitCode.Ok;
    }
}
