using System.CommandLine;
using Ledger.Accounting;
using Ledger.Cli.Shell;
using Ledger.Reporting.Balances;

namespace Ledger.Cli.Reports;

/// <summary><c>ledger balance</c>: the balance of one account in each of its currencies.</summary>
static class BalanceCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var account = new Argument<string>("account") { Description = "Code of the account, such as 1150." };
        var options = new BalanceOptions();
        var command = new Command("balance", "Shows the balance of an account.") { account };
        return options.AddTo(command)
            .Runs((context, ct) => RunAsync(context, options.Question(context, context.Get(account)), ct));
    }

    static async Task<int> RunAsync(CommandContext context, BalanceQuestion asked, CancellationToken ct)
    {
        await using var books = new Books(context);
        var query = new AccountBalance(books.Journal, Books.Chart());
        var report = await BalanceOptions.AskAsync(() => query.QueryAsync(asked, ct)) ?? throw CliError.No(
            "ACCOUNT_NOT_FOUND", $"Neither the chart nor the journal has an account {asked.Account}.",
            "'ledger trial-balance' lists the accounts in use.");
        if (context.Output.IsJson)
        {
            context.Output.Json(report, ReportJson.Default.AccountBalanceReport);
            return ExitCode.Ok;
        }

        context.Output.Heading(
            $"{report.Account} {report.Name}, {BalanceOptions.When(report.AsOf, report.KnownAt)} (journal position {report.Position})");
        var table = new TextTable("Currency", ">Debits", ">Credits", ">Balance", "Side");
        foreach (var line in report.Currencies)
        {
            var exponent = line.Currency.Exponent;
            table.Row(
                line.Currency.Code, Money.Format(line.Debits, exponent), Money.Format(line.Credits, exponent),
                Money.Format(line.Balance, exponent), line.NormalBalance.ToString());
        }

        if (report.Currencies.Count == 0)
        {
            context.Output.Line("Nothing was posted to it: its balance is zero.");
        }
        else
        {
            context.Output.Table(table);
        }

        return ExitCode.Ok;
    }
}
