using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.Confirmation;

namespace Ledger.Cli.Confirm;

/// <summary><c>ledger confirm status</c>.</summary>
static class ConfirmStatusCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build() =>
        new Command("status", "Counts the messages that were confirmed, wait, or need a person; exit code 1 when one does.").Runs(RunAsync);

    static async Task<int> RunAsync(CommandContext context, CancellationToken ct)
    {
        await using var books = new ConfirmBooks(context);
        var counts = await books.Queries.CountAsync(ct);
        var open = counts.Where(count => count.State is ReadState.Held or ReadState.Failed).Sum(count => count.Reports);
        if (context.Output.IsJson)
        {
            context.Output.Json(new PrintedStatus(counts), ConfirmJson.Default.PrintedStatus);
            return open == 0 ? ExitCode.Ok : ExitCode.No;
        }

        if (counts.Count == 0)
        {
            context.Output.Line("No message was sent to be confirmed: is LEDGER_CONFIRMATION on, and has an endpoint access to its API?");
            return ExitCode.Ok;
        }

        var table = new TextTable("Provider", "Endpoint", "State", "Outcome", ">Messages", "Oldest open (UTC)", "Last released (UTC)");
        foreach (var count in counts)
        {
            table.Row(
                count.Provider, count.Endpoint, count.State, count.Outcome, count.Reports.ToString("N0"),
                ConfirmText.Time(count.OldestOpen), ConfirmText.Time(count.LastReleased));
        }

        context.Output.Table(table);
        context.Output.Verdict(open == 0, open == 0
            ? "Nothing needs a person."
            : $"{open} need a person: 'ledger confirm list' shows them.");
        return open == 0 ? ExitCode.Ok : ExitCode.No;
    }
}
