using System.CommandLine;
using Ledger.Accounting;
using Ledger.Cli.Shell;
using Ledger.Reporting.Balances;

namespace Ledger.Cli.Reports;

/// <summary><c>ledger trial-balance</c>: every account's debits, credits and balance, per currency (R-RP-07).</summary>
static class TrialBalanceCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var options = new BalanceOptions();
        var command = new Command(
            "trial-balance", "Shows debits, credits and balance of every account; exit code 1 when a currency does not balance.");
        return options.AddTo(command).Runs((context, ct) => RunAsync(context, options.Question(context, null), ct));
    }

    static async Task<int> RunAsync(CommandContext context, BalanceQuestion asked, CancellationToken ct)
    {
        await using var books = new Books(context);
        var query = new TrialBalance(books.Journal, Books.Chart());
        var report = await BalanceOptions.AskAsync(() => query.QueryAsync(asked, ct));
        if (context.Output.IsJson)
        {
            context.Output.Json(report, ReportJson.Default.TrialBalanceReport);
        }
        else
        {
            Print(context.Output, report);
        }

        return report.IsBalanced ? ExitCode.Ok : ExitCode.No;
    }

    static void Print(Output output, TrialBalanceReport report)
    {
        output.Heading($"Trial balance, {BalanceOptions.When(report.AsOf, report.KnownAt)} (journal position {report.Position})");
        if (report.Currencies.Count == 0)
        {
            output.Line("Nothing was posted.");
        }

        foreach (var currency in report.Currencies)
        {
            var table = new TextTable("Account", "Name", ">Debits", ">Credits", ">Balance", "Side");
            foreach (var line in currency.Accounts)
            {
                table.Row(
                    line.Account, line.Name, Major(line.Debits, currency), Major(line.Credits, currency),
                    Major(line.Balance, currency), line.NormalBalance.ToString());
            }

            output.Line();
            output.Heading(currency.Currency.Code);
            output.Table(table.Rule().Row("", "Total", Major(currency.Debits, currency), Major(currency.Credits, currency)));
            output.Verdict(currency.Difference == 0, currency.Difference == 0
                ? "Debits equal credits."
                : $"Debits and credits differ by {Major(currency.Difference, currency)} {currency.Currency}.");
        }
    }

    static string Major(Int128 minorUnits, CurrencyTotals of) => Money.Format(minorUnits, of.Exponent);
}
