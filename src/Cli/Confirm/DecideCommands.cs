using System.CommandLine;
using System.Text.Json;
using Ledger.Cli.Erp;
using Ledger.Cli.Shell;
using Ledger.Confirmation;
using Ledger.Confirmation.Operating;
using Ledger.PaymentEvents;

namespace Ledger.Cli.Confirm;

/// <summary><c>ledger confirm accept</c>, <c>dismiss</c> and <c>retry</c>.</summary>
static class DecideCommands
{
    const int DeadlineMinutes = 60;
    const string Soon = "a worker takes it up within a second";

    /// <summary>Lets out what is held.</summary>
    public static Command Accept() => Build(
        "accept", "Lets the facts of a held message out as it stated them, against the object; a worker publishes them.",
        async (context, books, id, actor, reason, ct) =>
        {
            var read = await books.OneAsync(id, ct);
            if (!await books.Desk.AcceptAsync(read.ReportId, actor, reason, ct))
            {
                throw CliError.No(
                    "READ_NOT_ACCEPTED",
                    read.State == ReadState.Held
                        ? $"{read.ProviderEventId} {WhyNever(read)}"
                        : $"{read.ProviderEventId} is {read.State}: only what is held can be accepted.",
                    "'ledger confirm retry' reads its object again; 'ledger confirm dismiss' closes a held message.");
            }

            return Told(context, read.ReportId, "accepted", actor, reason, Soon);
        });

    /// <summary>Closes what is held or failed.</summary>
    public static Command Dismiss() => Build(
        "dismiss", "Closes a held or failed message for good: nothing of it is posted.",
        async (context, books, id, actor, reason, ct) =>
        {
            var read = await books.OneAsync(id, ct);
            if (!await books.Desk.DismissAsync(read.ReportId, actor, reason, ct))
            {
                throw CliError.No(
                    "READ_NOT_DISMISSED", $"{read.ProviderEventId} is {read.State}: only what is held or failed can be dismissed.",
                    "'ledger confirm show' tells what became of it.");
            }

            return Told(context, read.ReportId, "dismissed", actor, reason, "nothing of it is posted");
        });

    /// <summary>Reads again.</summary>
    public static Command Retry() => Build(
        "retry", "Reads the object of a held, failed or dismissed message again, for another hour.",
        async (context, books, id, actor, reason, ct) =>
        {
            var read = await books.OneAsync(id, ct);
            if (!await books.Desk.RetryAsync(read.ReportId, actor, reason, DeadlineMinutes, ct))
            {
                throw CliError.No(
                    "READ_NOT_OPEN", $"{read.ProviderEventId} is {read.State}: only what is held, failed or dismissed is read again.",
                    "'ledger confirm show' tells what became of it.");
            }

            return Told(context, read.ReportId, "retried", actor, reason, Soon);
        });

    /// <summary>Why a held message cannot be accepted: a fact of it must be read, with or without an amount.</summary>
    static string WhyNever(ReadRecord read) => read.Reported.EnumerateArray().Any(MustBeReadForItsAmount)
        ? "states a fact without its amounts: there is nothing to accept."
        : "states amounts, but is never posted on the message's word: its provider's signature does not bind the body, or they are totals "
            + "so far.";

    static bool MustBeReadForItsAmount(JsonElement fact) =>
        fact.GetProperty("completeness").GetString() == Completeness.NeedsRead
        && (!fact.TryGetProperty("amounts", out var amounts)
            || !amounts.EnumerateObject().Any(amount => amount.Value.ValueKind == JsonValueKind.Object));

    static Command Build(
        string name, string what, Func<CommandContext, ConfirmBooks, string, string, string, CancellationToken, Task<int>> run)
    {
        var id = new Argument<string>("id") { Description = "The provider's event id, or the id of the report." };
        var (reason, actor) = (ErpOptions.Reason(required: true, "Why; it is kept."), ErpOptions.Actor());
        return new Command(name, what) { id, reason, actor }.Runs(async (context, ct) =>
        {
            var (why, who) = (ErpOptions.ReasonOf(context, reason)!, ErpOptions.ActorOf(context, actor));
            await using var books = new ConfirmBooks(context);
            return await run(context, books, context.Get(id)!.Trim(), who, why, ct);
        });
    }

    static int Told(CommandContext context, Guid reportId, string decision, string actor, string reason, string next)
    {
        if (context.Output.IsJson)
        {
            context.Output.Json(new PrintedDecision(reportId, decision, actor, reason), ConfirmJson.Default.PrintedDecision);
        }

        context.Output.Verdict(good: true, $"Report {reportId} is {decision}; {next}.");
        return ExitCode.Ok;
    }
}
