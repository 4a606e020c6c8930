using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.Inventory.Storage;
using Ledger.JournalPosting.Storage;
using Ledger.Reporting;
using Microsoft.Extensions.Logging.Abstractions;

namespace Ledger.Cli.Reports;

/// <summary><c>ledger rebuild</c>: folds the read models anew from the events and reports what differed.</summary>
static class RebuildCommand
{
    const int ExampleMost = 160;

    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var dryRun = new Option<bool>("--dry-run")
        {
            Description = "Only compare; exit code 1 when anything differs. The read models stay as they are.",
        };
        return new Command("rebuild", "Folds the read models anew from the events; posting and reading go on meanwhile.")
        {
            dryRun,
        }.Runs((context, ct) => RunAsync(context, !context.Get(dryRun), ct));
    }

    static async Task<int> RunAsync(CommandContext context, bool apply, CancellationToken ct)
    {
        await using var books = new Books(context);
        var journal = books.Journal;
        var rebuild = new ReadModelRebuild(journal.Source, journal.Schema, NullLogger<ReadModelRebuild>.Instance);
        var report = await rebuild.RunAsync(apply, new Told(context), ct);
        var stock = await StockAsync(books.Inventory, apply, context, ct);
        if (context.Output.IsJson)
        {
            context.Output.Json(Rebuilt.Of(report, stock), ReportJson.Default.Rebuilt);
        }
        else
        {
            Print(context.Output, report.Tables.Concat(Tables(stock)));
            Verdict(context.Output, report.Events, report.Position, report.Elapsed, report.RowsDiffering, report.Applied);
            if (stock is not null)
            {
                Verdict(context.Output, stock.Events, stock.Position, stock.Elapsed, stock.RowsDiffering, stock.Applied);
            }
        }

        return apply || report.RowsDiffering + (stock?.RowsDiffering ?? 0) == 0 ? ExitCode.Ok : ExitCode.No;
    }

    /// <summary>Null when this ledger keeps no stock.</summary>
    static async Task<StockComparison?> StockAsync(SchemaSource? inventory, bool apply, CommandContext context, CancellationToken ct)
    {
        if (inventory is null)
        {
            return null;
        }

        await using var asks = inventory.Source.CreateCommand($"select to_regclass('{inventory.Schema}.stock_level') is not null");
        if (await asks.ExecuteScalarAsync(ct) is not true)
        {
            return null;
        }

        var rebuild = new InventoryRebuild(inventory.Source, inventory.Schema);
        return apply ? await rebuild.ApplyAsync(new Told(context), ct) : await rebuild.CompareAsync(new Told(context), ct);
    }

    static IEnumerable<TableDifference> Tables(StockComparison? stock) => (stock?.Tables ?? []).Select(found =>
        new TableDifference(found.Table, found.Rows, found.Missing, found.Extra, found.Changed, [.. found.Examples.Take(1).Select(Short)]));

    static string Short(string text) => text.Length <= ExampleMost ? text : text[..ExampleMost] + " …";

    static void Print(Output output, IEnumerable<TableDifference> tables)
    {
        var table = new TextTable("Read model", ">Rows", ">Missing", ">Extra", ">Changed", "First that differed");
        foreach (var found in tables)
        {
            table.Row(
                found.Table, $"{found.Rows:N0}", $"{found.Missing:N0}", $"{found.Extra:N0}", $"{found.Changed:N0}",
                string.Join("; ", found.Examples));
        }

        output.Table(table);
    }

    static void Verdict(Output output, long events, long position, TimeSpan elapsed, long differing, bool applied) =>
        output.Verdict(applied || differing == 0,
            $"{events:N0} events folded up to position {position} in {elapsed.TotalSeconds:F1} s: "
            + (differing, applied) switch
            {
                (0, _) => "nothing differed.",
                (var rows, true) => $"{rows:N0} rows differed and are right now.",
                (var rows, false) => $"{rows:N0} rows differ. Run it without --dry-run to put them right.",
            });

    /// <summary>At most one line a second.</summary>
    sealed class Told(CommandContext context) : IProgress<long>
    {
        long _last = context.Time.GetTimestamp();

        public void Report(long value)
        {
            if (context.Time.GetElapsedTime(_last) >= TimeSpan.FromSeconds(1))
            {
                _last = context.Time.GetTimestamp();
                context.Output.Progress.WriteLine($"{value:N0} events folded ...");
            }
        }
    }
}

/// <summary>What <c>ledger rebuild --json</c> prints: the journal's report, and beside it the inventory's.</summary>
/// <param name="Events">Events folded.</param>
/// <param name="Position">Position up to which they were folded.</param>
/// <param name="Elapsed">How long it took.</param>
/// <param name="Tables">Every read model of the journal with its differences.</param>
/// <param name="Applied">True when the differences were taken over.</param>
/// <param name="RowsDiffering">Rows of the journal that differed.</param>
/// <param name="Stock">The inventory's; null when this ledger keeps no stock.</param>
sealed record Rebuilt(
    long Events, long Position, TimeSpan Elapsed, IReadOnlyList<TableDifference> Tables, bool Applied, long RowsDiffering,
    StockComparison? Stock)
{
    /// <summary>Puts both together.</summary>
    public static Rebuilt Of(RebuildReport journal, StockComparison? stock) =>
        new(journal.Events, journal.Position, journal.Elapsed, journal.Tables, journal.Applied, journal.RowsDiffering, stock);
}
