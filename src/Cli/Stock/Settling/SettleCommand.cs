using System.CommandLine;
using System.Data.Common;
using Ledger.Cli.Shell;
using Ledger.EventStore;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Orders;
using Ledger.Inventory.Queries;

namespace Ledger.Cli.Stock.Settling;

/// <summary><c>ledger stock settle</c>: says that payments were settled, one or all of a payout report (R-EV-04, R-IN-14).</summary>
static class SettleCommand
{
    const int PrintedMost = 200;

    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var order = new Argument<string?>("order")
        {
            Description = "The order whose payment was settled.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var payment = new Option<string?>("--payment") { Description = "The payment instead of the order: PROVIDER/ACCOUNT/ID." };
        var settlement = new Option<string?>("--settlement") { Description = "The payout or batch that contains it." };
        var report = new Option<string?>("--report") { Description = "The provider's itemized payout report instead: CSV." };
        var account = new Option<string?>("--account") { Description = "Whose report it is: PROVIDER/ACCOUNT." };
        var note = GoodsCommands.Note();
        var options = new CommandOptions();
        return options.AddTo(new Command(
            "settle", "Gives orders what the stock policy keeps back until their payment is settled; exit code 1 when any is refused.")
        {
            order, payment, settlement, report, account, note,
        }).Runs((context, ct) => (context.Get(order), context.Get(payment), context.Get(settlement), context.Get(report)) switch
        {
            (null, null, null, { } file) when context.Get(account)?.Split('/') is [{ Length: > 0 }, { Length: > 0 }] =>
                ReportAsync(context, file, context.Get(account)!, options.Actor(context), ct),
            (null, { } named, { } by, null) => OneAsync(context, options, null, new SettlePayment(named, by, context.Get(note)), ct),
            ({ } of, null, { } by, null) => OneAsync(context, options, of, new SettlePayment("", by, context.Get(note)), ct),
            _ => throw CliError.WrongUsage(
                "It is not clear what was settled.", "Give an order or --payment with --settlement, or --report with --account."),
        });
    }

    static async Task<int> OneAsync(
        CommandContext context, CommandOptions options, string? order, SettlePayment asked, CancellationToken ct)
    {
        await using var books = new StockBooks(context);
        var before = order is null ? null : await options.BeforeAsync(context, books, ct) as SettlePayment;
        var payment = order is null ? asked.Payment : before?.Payment ?? await PaymentOfAsync(books, order, ct);
        return await options.GiveAsync(context, books, asked with { Payment = payment }, ct);
    }

    /// <summary>The payment of an order, where it has one that could have been settled.</summary>
    static async Task<string> PaymentOfAsync(StockBooks books, string order, CancellationToken ct)
    {
        var found = await new StockOrders(books.Source, StockBooks.Schema).FindAsync(order, ct) ?? throw Refused(
            Inventory.StockReason.OrderUnknown, $"No order {order} is known here.");
        var captured = found.State.Payments.Where(payment => payment.Standing == PaymentStanding.Captured).ToList();
        return captured switch
        {
            [var one] => one.StreamId[OrderStream.OfPayment("").Length..],
            [] => throw Refused(Inventory.StockReason.OrderNotPaid, $"No captured payment stands behind order {order}."),
            _ => throw CliError.WrongUsage(
                $"Order {order} has {captured.Count} captured payments: {string.Join(", ", captured.Select(payment => payment.StreamId))}.",
                "Say with --payment which of them was settled."),
        };
    }

    static async Task<int> ReportAsync(CommandContext context, string file, string account, string actor, CancellationToken ct)
    {
        var report = await PayoutReport.ReadAsync(file, account, ct);
        await using var books = new StockBooks(context);
        try
        {
            await using var writer = await books.WriterAsync(ct);
            var printed = await new ReportSettlement(writer, actor, context.Time).RunAsync(file, report, ct);
            Print(context.Output, printed);
            return printed.Refused == 0 ? ExitCode.Ok : ExitCode.No;
        }
        catch (DbException away) when (StorageOutage.Is(away))
        {
            var cause = (away as StorageAwayException)?.InnerException ?? away;
            throw CliError.Unreachable(
                "POSTGRES_UNREACHABLE", $"PostgreSQL cannot be reached. {cause.Message}",
                "Run the same report again: what was settled is not settled twice.");
        }
    }

    static void Print(Output output, PrintedSettlement printed)
    {
        if (output.IsJson)
        {
            output.Json(printed, StockJson.Default.PrintedSettlement);
            return;
        }

        if (printed.Refused > 0)
        {
            var table = new TextTable(">Row", "Reason", "Payment", "Payout", "Why");
            foreach (var row in printed.Refusals.Take(PrintedMost))
            {
                table.Row($"{row.Row}", row.Reason, row.Payment, row.Settlement, row.Detail);
            }

            output.Table(table);
        }

        if (printed.Refused > PrintedMost)
        {
            output.Line($"… and {printed.Refused - PrintedMost:N0} more; --json has all.");
        }

        output.Verdict(
            printed.Refused == 0,
            $"{printed.Rows:N0} rows, {printed.Payments:N0} payments: {printed.Settled:N0} settled, {printed.Repeated:N0} settled before, "
            + $"{printed.WithoutEffect:N0} without effect on stock, {printed.Refused:N0} refused.");
    }

    static CliError Refused(Inventory.StockReason reason, string message) =>
        CliError.No(Inventory.StockReasons.WireName(reason), message, RefusalAdvice.For(reason));
}
