using System.CommandLine;
using Ledger.Cli.Shell;
using Npgsql;

namespace Ledger.Cli.Stock.Reconciling;

/// <summary><c>ledger stock reconcile</c>: compares stock with payments and a count; exit code 1 when somebody must act.</summary>
static class ReconcileCommand
{
    const int PrintedMost = 200;

    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var count = new Option<string?>("--count") { Description = "A count to compare: CSV with sku,location,counted,counted_at." };
        var since = MomentOption.Of("--since", "Only payments recorded from then on");
        var window = new Option<double>("--window")
        {
            Description = "Minutes for which a difference is in flight (default 15).",
            DefaultValueFactory = _ => 15,
        };
        return new Command("reconcile", "Compares stock with payments and with a count; exit code 1 when any do not match.")
        {
            count, since, window,
        }.Runs((context, ct) => context.Get(window) is >= 0 and <= 44_640
            ? RunAsync(
                context, context.Get(count), context.Get(since, context.Time.GetUtcNow()), TimeSpan.FromMinutes(context.Get(window)), ct)
            : throw CliError.WrongUsage("--window is out of range.", "Give 0 to 44640 minutes."));
    }

    static async Task<int> RunAsync(
        CommandContext context, string? count, DateTimeOffset? since, TimeSpan window, CancellationToken ct)
    {
        IReadOnlyList<CountedStock> counts = count is null ? [] : await CountFile.ReadAsync(count, context.Time.GetUtcNow(), ct);
        await using var books = new StockBooks(context);
        await using var journal = NpgsqlDataSource.Create(context.Connections.Journal);
        var reconciler = new StockReconciler(
            new JournalPayments(journal), new StockPayments(books.Source), books.Levels, books.History, StockBooks.Policy(),
            context.Time);
        var asked = new ReconcileQuestion(since?.ToUniversalTime(), window, counts);
        var report = await reconciler.RunAsync(asked, new Told(context.Output), ct);
        if (context.Output.IsJson)
        {
            context.Output.Json(report, ReconcileJson.Default.ReconcileReport);
        }
        else
        {
            Print(context.Output, report);
        }

        return report.Unmatched == 0 ? ExitCode.Ok : ExitCode.No;
    }

    static void Print(Output output, ReconcileReport report)
    {
        var totals = new TextTable("Outcome", "Code", ">Number");
        foreach (var total in report.Totals)
        {
            totals.Row(total.Outcome, total.Code, $"{total.Number:N0}");
        }

        output.Table(totals);
        var items = new TextTable("Outcome", "Code", "What", "Order", "Since (UTC)", "Found");
        foreach (var item in report.Items.Take(PrintedMost))
        {
            items.Row(item.Outcome, item.Code, item.Id, item.OrderRef, $"{item.Since.UtcDateTime:yyyy-MM-dd HH:mm:ss}", item.Detail);
        }

        if (report.Items.Count > 0)
        {
            output.Line();
            output.Table(items);
        }

        if (report.Items.Count > PrintedMost)
        {
            output.Line($"… and {report.Items.Count - PrintedMost:N0} more; --json has all.");
        }

        output.Verdict(
            report.Unmatched == 0,
            $"{report.Matched:N0} matched, {report.Deferred:N0} deferred, {report.Unmatched:N0} unmatched "
            + $"({report.Payments:N0} payments, {report.Counts:N0} counts).");
    }

    sealed class Told(Output output) : IProgress<long>
    {
        const long Every = 10_000;
        long _told;

        public void Report(long value)
        {
            if (value / Every > _told / Every)
            {
                _told = value;
                output.Progress.WriteLine($"{value:N0} payments compared");
            }
        }
    }
}
