using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.ErpExport.Operating;
using Ledger.ErpExport.Queries;
using Ledger.ErpExport.TieOuts;

namespace Ledger.Cli.Erp;

/// <summary><c>ledger erp status</c>: how the export to each target goes; exit code 1 when something needs a person.</summary>
static class ErpStatusCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var target = new Argument<string?>("target") { Description = "One target; without it all.", Arity = ArgumentArity.ZeroOrOne };
        return new Command("status", "Shows how the export goes, a line a target; exit code 1 when something needs a person.") { target }
            .Runs((context, ct) => RunAsync(context, context.Get(target), ct));
    }

    static async Task<int> RunAsync(CommandContext context, string? target, CancellationToken ct)
    {
        await using var books = new ErpBooks(context);
        var known = await books.TargetsAsync(ct);
        if (target is not null)
        {
            known = known.TryGetValue(target, out var startAfter)
                ? new Dictionary<string, long>(StringComparer.Ordinal) { [target] = startAfter }
                : throw ErpAdvice.Refused(ErpCommandReason.TargetUnknown, $"No target is called '{target}'.");
        }

        var configured = new TargetsFile(context).ReadIfAny().Select(each => each.Name).ToHashSet(StringComparer.Ordinal);
        IReadOnlyList<TargetStatus> statuses = [.. (await books.Status.ReadAsync(known, ct)).Select(status => status with
        {
            Retired = status.Paused && configured.Count > 0 && !configured.Contains(status.Target),
        })];
        var ok = statuses.All(status => status.NeedsPerson.Count == 0);
        if (context.Output.IsJson)
        {
            context.Output.Json(new PrintedStatus(ok, statuses), ErpJson.Default.PrintedStatus);
        }
        else
        {
            Print(context.Output, statuses, ok);
        }

        return ok ? ExitCode.Ok : ExitCode.No;
    }

    static string Waiting(TargetStatus status) => status.NotReceived is { } more && more > 0
        ? $"{status.Waiting} ({more} not received)"
        : $"{status.Waiting}";

    static string Word(TieOutResult result) => result switch
    {
        TieOutResult.Ties => "ties",
        TieOutResult.Differs => "DIFFERS",
        TieOutResult.CannotBeTold => "cannot be told",
    };

    static void Print(Output output, IReadOnlyList<TargetStatus> statuses, bool ok)
    {
        if (statuses.Count == 0)
        {
            output.Line("There is no target: nothing is exported.");
            return;
        }

        var table = new TextTable(
            "Target", ">Run", ">Cut to", ">Last entry", ">Waiting", "Documents", "Sender", "Read to (UTC)", "Read at (UTC)", "Tie-out");
        foreach (var status in statuses)
        {
            table.Row(
                status.Target, $"{status.RunNumber}", $"{status.CutTo}", $"{status.LastEntry}", Waiting(status),
                string.Join(", ", status.Documents.OrderBy(pair => pair.Key, StringComparer.Ordinal)
                    .Select(pair => $"{pair.Value} {pair.Key}")),
                status.HasSender ? "alive" : status.Retired ? "retired" : "none",
                ErpText.Time(status.Watermark), ErpText.Time(status.ReadAt),
                status.TieOut is { } last ? $"{Word(last.Result)} {ErpText.Time(last.At)}" : "");
        }

        output.Table(table);
        foreach (var status in statuses.Where(status => status.NeedsPerson.Count > 0))
        {
            output.Line($"{status.Target}: {string.Join("; ", status.NeedsPerson)}.");
        }

        output.Verdict(ok, ok
            ? "Nothing needs a person."
            : "Something needs a person: 'ledger erp documents TARGET --state STATE' lists documents, docs/erp.md says what to do.");
    }
}
