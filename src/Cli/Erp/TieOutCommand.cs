using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.ErpExport.TieOuts;

namespace Ledger.Cli.Erp;

/// <summary>
/// <c>ledger erp tie-out</c>: mapped accounts in the ERP against the ledger at the same cut; exit code 1 when one does not tie, or cannot
/// be told.
/// </summary>
static class TieOutCommand
{
    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var target = ErpOptions.Target();
        var through = ErpOptions.Day("--through", "Last posting date that counts, such as 2026-11-30; without it, all.");
        return new Command(
            "tie-out",
            "Compares the balances of mapped accounts with the ERP's; exit code 1 when a difference is unexplained or cannot be told.")
        {
            target, through,
        }.Runs((context, ct) => RunAsync(context, context.Get(target)!, context.Get(through), ct));
    }

    static async Task<int> RunAsync(CommandContext context, string target, DateOnly? through, CancellationToken ct)
    {
        await using var books = new ErpBooks(context);
        await books.RequireAsync(target, ct);
        var report = await books.TieOutAsync(target, through, ct);
        if (context.Output.IsJson)
        {
            context.Output.Json(report, ErpJson.Default.TieOutReport);
        }
        else
        {
            Print(context.Output, report);
        }

        return report.Ties ? ExitCode.Ok : ExitCode.No;
    }

    static void Print(Output output, TieOutReport report)
    {
        var dates = report.Through is { } day ? $"posting dates through {day:yyyy-MM-dd}" : "all posting dates";
        output.Heading($"{report.Target} up to position {report.CutTo}, {dates}");
        var table = new TextTable(
            "Company", "Account", "Currency", ">Ledger", ">Posted", ">Not posted", ">On the way", ">Others", ">Not as sent", ">ERP",
            ">Difference", "");
        foreach (var row in report.Rows)
        {
            string Amount(long? units) => ErpText.Amount(units, row.Currency);
            table.Row(
                row.Company, row.Account.Length > 0 ? row.Account : "(not mapped)", row.Currency, Amount(row.Ledger), Amount(row.Posted),
                Amount(row.NotPosted), Amount(row.OnTheWay), Amount(row.Foreign), Amount(row.Mismatched), Amount(row.Erp),
                Amount(row.Difference), Words(row));
        }

        output.Table(table);
        output.Verdict(report.Ties, report switch
        {
            { Asked: false } => "This ERP does not tell balances: nothing was compared.",
            { Result: TieOutResult.CannotBeTold } => "Nothing that is told differs, but not all can be told yet: look again.",
            { Ties: true } => "Every difference is explained.",
            _ => $"{report.Unexplained} {(report.Unexplained == 1 ? "difference is" : "differences are")} unexplained: a person must look.",
        });
    }

    static string Words(TieOutRow row) => row.Verdict switch
    {
        TieOutVerdict.Ties => "ties",
        TieOutVerdict.Explained => "explained",
        TieOutVerdict.Rounded => "rounded there",
        TieOutVerdict.OnTheWay => "on the way: look again",
        TieOutVerdict.Shared => $"LOOK: {ErpText.Amount(row.Rest, row.Currency)}, others may move it",
        TieOutVerdict.NotTold => "not told",
        TieOutVerdict.Unexplained => $"UNEXPLAINED {ErpText.Amount(row.Rest, row.Currency)}",
    };
}
