using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.Evidence.Keeping;

namespace Ledger.Cli.Archive;

/// <summary><c>ledger archive retention</c>: destroys the bodies of old months.</summary>
static class RetentionCommand
{
    const int MonthsMax = 1_200;

    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var keep = new Option<int>("--keep-months")
        {
            Description = $"Bodies of whole months that ended longer ago are destroyed (0 to {MonthsMax}).",
            Required = true,
        };
        var plan = new Option<bool>("--plan") { Description = "Says what would be done, and does nothing." };
        var (actor, reason) = (ArchiveOptions.Actor(), ArchiveOptions.Reason(required: false));
        return new Command("retention", "Destroys bodies of old months, with their keys; everything else of a delivery stays.")
        {
            keep, plan, actor, reason,
        }.Runs((context, ct) => context.Get(keep) is var months and >= 0 and <= MonthsMax
            ? RunAsync(
                context, months, context.Get(plan), ArchiveOptions.ActorOf(context, actor), ArchiveOptions.ReasonOf(context, reason), ct)
            : throw CliError.WrongUsage("--keep-months is out of range.", $"Give a number from 0 to {MonthsMax}."));
    }

    static async Task<int> RunAsync(CommandContext context, int months, bool plan, string by, string? reason, CancellationToken ct)
    {
        await using var books = new ArchiveBooks(context);
        var retention = new Retention(books.Source, ArchiveBooks.Schema, context.Time);
        var done = new List<PrintedMonth>();
        foreach (var month in await retention.PlanAsync(months, ct))
        {
            context.Output.Progress.WriteLine($"{month.Month:yyyy-MM}: {month.Bodies:N0} bodies");
            var (removed, keys) = plan || month.NamesUnknown ? (0, 0) : await retention.RunAsync(month, by, reason, ct);
            done.Add(new PrintedMonth(
                $"{month.Month:yyyy-MM}", month.Bodies, month.Bytes, month.Held, month.Holds, removed, keys, WhyLeft(month)));
        }

        if (context.Output.IsJson)
        {
            context.Output.Json(done, ArchiveJson.Default.IReadOnlyListPrintedMonth);
        }

        var table = new TextTable("Month", ">Bodies", ">Bytes", ">Held", ">Removed", ">Keys destroyed", "Left");
        foreach (var month in done)
        {
            table.Row(
                month.Month, $"{month.Bodies:N0}", $"{month.Bytes:N0}", $"{month.Held:N0}", $"{month.Removed:N0}", $"{month.KeysDestroyed}",
                month.Left);
        }

        context.Output.Table(table);
        context.Output.Line(plan ? "Nothing was done: --plan." : $"{done.Sum(month => month.Removed):N0} bodies were destroyed.");
        return ExitCode.Ok;
    }

    static string? WhyLeft(MonthRetention month) => month switch
    {
        { NamesUnknown: true } => "a hold keeps a customer, and bodies lie unsealed: first 'ledger archive keys encrypt'",
        { Held: > 0 } => $"under legal hold {string.Join(", ", month.Holds)}: {month.Held:N0} bodies, and the month's keys",
        _ => null,
    };
}
