using System.CommandLine;
using Ledger.Cli.Erp;
using Ledger.Cli.Shell;

namespace Ledger.Cli.Backfill;

/// <summary><c>ledger backfill acknowledge</c>: says that a gap of a list was seen to.</summary>
static class AcknowledgeGapCommand
{
    const int NoteMax = 1_000;

    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var id = new Argument<string>("gap") { Description = "Id of the gap, as 'ledger backfill status' shows it." };
        var note = new Option<string>("--note")
        {
            Description = "What was done about it, such as which report was handed in; it is kept.",
            Required = true,
        };
        var actor = ErpOptions.Actor();
        return new Command("acknowledge", "Closes a gap for good, once what was missed in it was handed in by file.") { id, note, actor }
            .Runs((context, ct) => RunAsync(
                context, context.Get(id)!.Trim(), ErpOptions.ActorOf(context, actor), NoteOf(context.Get(note)!), ct));
    }

    static async Task<int> RunAsync(CommandContext context, string id, string actor, string note, CancellationToken ct)
    {
        await using var books = await BackfillBooks.OpenAsync(context, ct);
        var gap = Guid.TryParse(id, out var gapId) ? await books.Gaps.OneAsync(gapId, ct) : null;
        if (gap is null)
        {
            throw CliError.No("GAP_NOT_FOUND", $"There is no gap '{id}'.", "'ledger backfill status' lists them.");
        }

        if (await books.Gaps.AcknowledgeAsync(gapId, actor, note, ct) is not { } closed)
        {
            var former = await books.Gaps.OneAsync(gapId, ct) ?? gap;
            throw CliError.No(
                "GAP_ACKNOWLEDGED",
                $"{former.AcknowledgedBy} has acknowledged this gap at {RunPrint.Time(former.AcknowledgedAt!.Value)}: {former.Note}",
                "Nothing is to be done: what was said first stays.");
        }

        if (context.Output.IsJson)
        {
            context.Output.Json(closed, BackfillJson.Default.Gap);
        }

        context.Output.Verdict(
            good: true,
            $"The gap of {closed.Provider}/{closed.Endpoint} from {RunPrint.Time(closed.Since)} to {RunPrint.Time(closed.Until)} "
            + $"is acknowledged by {closed.AcknowledgedBy}.");
        return ExitCode.Ok;
    }

    static string NoteOf(string text) => text.Length <= NoteMax && !string.IsNullOrWhiteSpace(text) && !text.Any(char.IsControl)
        ? text.Trim()
        : throw CliError.WrongUsage(
            $"--note is empty, longer than {NoteMax} characters, or not printable.", "Say in a sentence what was done about the gap.");
}
