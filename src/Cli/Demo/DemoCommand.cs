using System.CommandLine;
using Ledger.Cli.Reports;
using Ledger.Cli.Shell;
using Ledger.Cli.Stack;
using Ledger.Reporting.Tracing;

namespace Ledger.Cli.Demo;

/// <summary><c>ledger demo</c>: plays a trading day and compares every figure with its own tally.</summary>
static class DemoCommand
{
    const int PaymentsMin = 50, PaymentsMax = 20_000;

    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var payments = new Option<int>("--payments")
        {
            Description = $"Payments with the main provider ({PaymentsMin} to {PaymentsMax:N0}); a tenth, at least ten, with each other.",
            DefaultValueFactory = _ => 300,
        };
        var seed = new Option<int>("--seed")
        {
            Description = "Seed of chance: the same seed plays the same day, under ids of its own.",
            DefaultValueFactory = _ => 1,
        };
        var keep = new Option<bool>("--keep") { Description = "Leave the stack running afterwards." };
        return new Command("demo", Summary) { payments, seed, keep, LocalErps.Tryton }.Notes(Notes).Runs(async (context, ct) =>
        {
            var count = context.Get(payments);
            if (count is < PaymentsMin or > PaymentsMax)
            {
                throw CliError.WrongUsage(
                    $"--payments {count} is out of range.", $"Give a number from {PaymentsMin} to {PaymentsMax:N0}.");
            }

            await using var stack = await DemoStack.StartAsync(context, context.Get(keep), ct);
            return await PlayAsync(context, stack, count, context.Get(seed), ct);
        });
    }

    static async Task<int> PlayAsync(
        CommandContext context, DemoStack stack, int payments, int seed, CancellationToken ct)
    {
        var output = context.Output;
        var started = context.Time.GetTimestamp();
        var result = await new DemoRun(stack, new DemoProgress(output), context.Time).PlayAsync(payments, seed, ct);
        var elapsed = context.Time.GetElapsedTime(started).TotalSeconds;
        var report = DemoReport.Of(result, seed, payments, elapsed);
        if (output.IsJson)
        {
            output.Json(report, DemoReportJson.Default.DemoReport);
        }
        else
        {
            DemoPrint.Figures(output, report);
            if (report.Stock is { } stock)
            {
                DemoPrint.Stock(output, stock);
            }

            if (report.Exported is not null)
            {
                DemoPrint.Exported(output, report);
            }

            DemoPrint.TrialBalance(output, report, Books.Chart());
            await PrintTraceAsync(output, stack.Books, result.Day.TracedPayment, ct);
            DemoPrint.Verdict(output, report);
        }

        return report.IsAsExpected ? ExitCode.Ok : ExitCode.No;
    }

    static async Task PrintTraceAsync(Output output, Books books, string payment, CancellationToken ct)
    {
        output.Line();
        output.Heading($"Where one payment comes from (ledger trace {payment})");
        var tracing = new Trace(books.Journal, books.Evidence, Books.Chart()) { Inventory = books.Inventory, Erp = books.Erp };
        if (await tracing.FindAsync(payment, ct) is { } trace)
        {
            foreach (var line in TracePrint.Lines(trace))
            {
                output.Line(line);
            }
        }
        else
        {
            output.Line("Nothing is known of it.");
        }
    }

    const string Summary =
        "Plays a trading day of all providers through the gateway and proves the result; exit code 0 only if every figure is right.";

    const string Notes =
        """
        Figures:
          providers     what each provider sent: the day has payments of all of them, confirmed by a read of its API where it has one
          sent          HTTP requests that got a final answer; 429 and 5xx are sent again, as a provider does
          acknowledged  of these, answered 2xx
          refused       of these, answered 4xx
          posted        journal entries
          duplicates    canonical events recognised as a repeat: of a message, or of a fact under another event id
          noops         other canonical events without an entry: noted, or out of date when they came
          held          canonical events that still wait for their predecessor
          deadLettered  messages that came into a dead-letter queue meanwhile
          exceptions    canonical events that a person must look at

          stock         units of the run's SKUs: sold, shipped, returned, graded, damaged, and sold out

          exported      documents of the whole ledger for each target: all of them, and those that were read back there
          tiedOut       accounts whose balance the ERP tells, and those with the balance of the ledger; none for files
          dropped       documents that the simulated QuickBooks carried out without an answer, and how often it has each

        Each is compared with the demo's own tally, which shares no code with the product. The figures are those of this
        run: its ids carry a mark, so earlier runs and other traffic in the same ledger do not count. The verdict is over
        the whole ledger. The stack is stopped at the end unless it ran before or --keep is given.
        """;
}
