using Ledger.Accounting;
using Ledger.Cli.Demo.Stock;
using Ledger.Cli.Shell;

namespace Ledger.Cli.Demo;

/// <summary>Shows a run to a person.</summary>
static class DemoPrint
{
    /// <summary>What was sent and what became of it, beside the tally.</summary>
    public static void Figures(Output output, DemoReport report)
    {
        var expected = report.Expected;
        output.Line();
        output.Heading($"{report.Payments} payments, seed {report.Seed}, run {report.Run}");
        output.Table(new TextTable("what", ">expected", ">found")
            .Row("webhooks sent", Text(expected.Sent), Text(report.Sent))
            .Row("acknowledged", Text(expected.Acknowledged), Text(report.Acknowledged))
            .Row("refused (forged, stale)", Text(expected.Refused), Text(report.Refused))
            .Row("journal entries posted", Text(expected.Posted), Text(report.Posted))
            .Row("repeats recognised", Text(expected.Duplicates), Text(report.Duplicates))
            .Row("noted without an entry", Text(expected.Noops), Text(report.Noops))
            .Row("still held", Text(expected.Held), Text(report.Held))
            .Row("dead-lettered", Text(expected.DeadLettered), Text(report.DeadLettered))
            .Row("exceptions", Text(expected.Exceptions), Text(report.Exceptions)));
        output.Line($"From {string.Join(", ", report.Providers.Select(provider => $"{provider.Key} {Text(provider.Value)}"))}.");
    }

    /// <summary>Where the entries went, and whether the same stands there.</summary>
    public static void Exported(Output output, DemoReport report)
    {
        output.Line();
        output.Heading("Documents exported, of the whole ledger");
        var table = new TextTable(
            "target", ">documents", ">confirmed there", ">positions not cut", ">accounts compared", ">with the same balance");
        foreach (var figure in report.Exported ?? [])
        {
            var tied = report.TiedOut?.FirstOrDefault(each => each.Target == figure.Target);
            table.Row(
                figure.Target, $"{figure.Documents:N0}", $"{figure.Confirmed:N0}", $"{figure.Waiting:N0}",
                tied is { Accounts: > 0 } ? $"{tied.Accounts:N0}" : "", tied is { Accounts: > 0 } ? $"{tied.Tied:N0}" : "");
        }

        output.Table(table);
        foreach (var dropped in report.Dropped ?? [])
        {
            output.Line(
                $"{dropped.Target} has carried {dropped.Document} out and closed the connection without an answer: it was asked again, "
                + "and has " + (dropped.Entries == 1 ? "one entry of it." : $"{dropped.Entries} entries of it."));
        }
    }

    /// <summary>What is left on the shelf.</summary>
    public static void Stock(Output output, StockFigures stock)
    {
        output.Line();
        output.Heading("Stock of the run");
        var table = new TextTable(
            "SKU", ">on hand", ">reserved", ">committed", ">available", ">in inspection", ">damaged", ">cost, EUR");
        foreach (var figure in stock.Stocks)
        {
            table.Row(
                figure.Sku, $"{figure.OnHand:N0}", $"{figure.Reserved:N0}", $"{figure.Committed:N0}", $"{figure.Available:N0}",
                $"{figure.InInspection:N0}", $"{figure.Damaged:N0}", Money.Format(figure.CostMinorUnits, 2));
        }

        output.Table(table);
        output.Line(
            $"{stock.ShippedUnits:N0} units shipped, {stock.ReturnedUnits:N0} came back; "
            + $"{stock.RefusedOrders:N0} orders were refused: sold out.");
        output.Line("Account 1200 shows what left at cost; what suppliers delivered is booked by the purchase ledger.");
    }

    /// <summary>The trial balance of the run: each account's balance on its side, a table per currency.</summary>
    public static void TrialBalance(Output output, DemoReport report, ChartOfAccounts chart)
    {
        foreach (var currency in report.Balances.GroupBy(figure => figure.Currency))
        {
            var exponent = Currency.Parse(currency.Key).Exponent;
            var table = new TextTable("account", "name", ">debit", ">credit");
            var (debits, credits) = (0L, 0L);
            foreach (var figure in currency)
            {
                var balance = figure.Debits - figure.Credits;
                debits += Math.Max(balance, 0);
                credits += Math.Max(-balance, 0);
                table.Row(
                    figure.Account, chart.TryFind(figure.Account, out var account) ? account.Name : "",
                    balance < 0 ? "" : Money.Format(balance, exponent),
                    balance < 0 ? Money.Format(-balance, exponent) : "");
            }

            table.Rule().Row("", "total", Money.Format(debits, exponent), Money.Format(credits, exponent));
            output.Line();
            output.Heading($"Trial balance of the run, {currency.Key}");
            output.Table(table);
        }
    }

    /// <summary>The verdict.</summary>
    public static void Verdict(Output output, DemoReport report)
    {
        output.Line();
        foreach (var difference in report.Differences)
        {
            output.Verdict(good: false, difference);
        }

        output.Verdict(
            report.Verified,
            report.Verified ? "Verified: every rule holds over the whole ledger."
                : $"Not verified: {report.FirstDifference}");
        output.Verdict(
            report.IsAsExpected,
            report.IsAsExpected
                ? $"Every figure is the one of the demo's own tally, after {report.ElapsedSeconds:0.0} s."
                : $"{report.Differences.Count} figure(s) differ from the demo's own tally.");
    }

    static string Text(int count) => count.ToString("N0");
}
