using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.Reporting.Verifying;
using LedgerVerification = Ledger.Reporting.Verifying.Verification;

namespace Ledger.Cli.Reports;

/// <summary><c>ledger verify</c>: proves the ledger, rule by rule; exit code 1 and the first difference when one is off.</summary>
static class VerifyCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var wait = new Option<int>("--wait")
        {
            Description = "Seconds to wait for deliveries still on their way to archive or journal (default 10).",
            DefaultValueFactory = _ => 10,
        };
        var inFlight = new Option<long>("--in-flight")
        {
            Description = "Deliveries that may still be on their way after that (default 0).",
        };
        return new Command(
            "verify", "Proves balances, read models, hash chain, inbox and archive; exit code 1 when anything is off.")
        {
            wait, inFlight,
        }.Runs((context, ct) => context.Get(wait) < 0 || context.Get(inFlight) < 0
            ? throw CliError.WrongUsage("--wait and --in-flight cannot be below 0.", "Give 0 or more.")
            : RunAsync(context, new(TimeSpan.FromSeconds(context.Get(wait)), context.Get(inFlight)), ct));
    }

    static async Task<int> RunAsync(CommandContext context, VerificationOptions options, CancellationToken ct)
    {
        await using var books = new Books(context);
        var verification = new LedgerVerification(books.Journal, books.Evidence, context.Time, new PaymentStateCheck())
        {
            Inventory = books.Inventory,
            Erp = books.Erp,
            Confirmation = books.Confirmation,
            ArchiveKey = books.ArchiveKey,
            OfStock = [new StockStateCheck()],
        };
        var report = await verification.RunAsync(options, new Told(context.Output), ct);
        if (context.Output.IsJson)
        {
            context.Output.Json(report, ReportJson.Default.VerificationReport);
        }
        else
        {
            Print(context.Output, report);
        }

        return report.Ok ? ExitCode.Ok : ExitCode.No;
    }

    static void Print(Output output, VerificationReport report)
    {
        var table = new TextTable("", "Check", "Rule", ">Looked at", ">Seconds");
        foreach (var check in report.Checks)
        {
            table.Row(
                check.Ok ? "ok" : "NO", check.Name, check.Rule, $"{check.Count:N0}", $"{check.ElapsedSeconds:F2}");
        }

        output.Table(table);
        foreach (var check in report.Checks.Where(check => check.Remark is not null))
        {
            output.Line($"{check.Name}: {check.Remark}.");
        }

        foreach (var check in report.Checks.Where(check => !check.Ok))
        {
            var found = check.FirstDifference!;
            output.Line();
            output.Heading($"First difference of {check.Name}: {found.What}");
            output.Line($"  where     {found.Where}");
            output.Line($"  expected  {found.Expected}");
            output.Line($"  found     {found.Found}");
        }

        output.Verdict(report.Ok, report.Ok
            ? $"Verified up to position {report.Position}: everything holds."
            : $"{report.Checks.Count(check => !check.Ok)} of {report.Checks.Count} rules do not hold.");
    }

    sealed class Told(Output output) : IProgress<VerificationProgress>
    {
        public void Report(VerificationProgress value)
        {
            if (value.Result is null)
            {
                output.Progress.WriteLine($"{value.Number}/{value.Total} {value.Name} ...");
            }
        }
    }
}
