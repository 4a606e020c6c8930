using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.Inventory.Orders;
using Ledger.Inventory.Queries;
using Ledger.Inventory.Stock;

namespace Ledger.Cli.Stock;

/// <summary><c>ledger stock show</c>: what is available, what happened to a stock, what an order has.</summary>
static class ShowCommand
{
    const int LimitMax = 100_000;

    /// <summary>Builds the command.</summary>
    public static Command Build()
    {
        var sku = new Argument<string?>("sku") { Description = "One SKU; without it all.", Arity = ArgumentArity.ZeroOrOne };
        var location = new Option<string?>("--location", "-l") { Description = "One location; without it all." };
        var history = new Option<bool>("--history") { Description = "Also the last movements of the SKU and what caused them." };
        var order = new Option<string?>("--order") { Description = "The stock of one order instead." };
        var limit = new Option<int>("--limit")
        {
            Description = $"Most stocks, and most movements of each (1 to {LimitMax}).",
            DefaultValueFactory = _ => 100,
        };
        return new Command("show", "Shows what is available, by SKU and location.") { sku, location, history, order, limit }
            .Runs((context, ct) =>
            {
                var most = context.Get(limit);
                if (most is < 1 or > LimitMax || (context.Get(history) && context.Get(sku) is null))
                {
                    throw CliError.WrongUsage(
                        "--limit is out of range, or --history is asked for without a SKU.", "See 'ledger stock show --help'.");
                }

                var asked = new StockQuestion(context.Get(sku), context.Get(location), Limit: most);
                return context.Get(order) is { } orderRef
                    ? OrderAsync(context, orderRef, ct)
                    : StocksAsync(context, asked, context.Get(history), ct);
            });
    }

    static async Task<int> StocksAsync(CommandContext context, StockQuestion asked, bool withHistory, CancellationToken ct)
    {
        await using var books = new StockBooks(context);
        var found = await books.Levels.ReadAsync(asked with { Limit = asked.Limit + 1 }, ct);
        var more = found.Count > asked.Limit;
        IReadOnlyList<StockView> stocks = [.. found.Take(asked.Limit)];
        if (stocks.Count == 0 && asked.Sku is { } sku)
        {
            throw CliError.No(
                "STOCK_NOT_FOUND", $"{sku} was never moved{(asked.Location is { } place ? $" at {place}" : "")}.",
                "'ledger stock show' lists all stocks; goods come in with 'ledger stock receive'.");
        }

        var history = new List<StockHistoryLine>();
        foreach (var stock in stocks.Where(_ => withHistory))
        {
            history.AddRange(await books.History.ReadAsync(stock.Key, asked.Limit, ct));
        }

        if (context.Output.IsJson)
        {
            context.Output.Json(new PrintedStock(stocks, history, more), StockJson.Default.PrintedStock);
            return ExitCode.Ok;
        }

        context.Output.Table(Table(stocks));
        if (more)
        {
            context.Output.Line($"There are more than {asked.Limit}; raise --limit, or ask for one SKU or location.");
        }

        foreach (var stock in history.GroupBy(line => line.Movement.Key))
        {
            Print(context.Output, stock.Key, stock);
        }

        return ExitCode.Ok;
    }

    static TextTable Table(IReadOnlyList<StockView> stocks)
    {
        var table = new TextTable(
            "SKU", "Location", ">Available", ">On hand", ">Reserved", ">Committed", ">Safety", ">Incoming", ">In inspection",
            ">Damaged", "Backorder", ">Movement");
        foreach (var s in stocks)
        {
            table.Row(
                s.Sku, s.Location, $"{s.Available}", $"{s.OnHand}", $"{s.Reserved}", $"{s.Committed}", $"{s.SafetyStock}",
                $"{s.Incoming}", $"{s.InInspection}", $"{s.Damaged}", s.Backorderable ? "yes" : "no", $"{s.Sequence}");
        }

        return table;
    }

    static void Print(Output output, StockKey key, IEnumerable<StockHistoryLine> lines)
    {
        output.Line();
        output.Heading($"{key}, newest first");
        var table = new TextTable(
            ">Movement", "Recorded at (UTC)", "Kind", ">Units", ">Available", ">On hand", "Cause", "Event", "Order", "By", "Why");
        foreach (var line in lines)
        {
            var m = line.Movement;
            table.Row(
                $"{m.Sequence}", $"{line.RecordedAt.UtcDateTime:yyyy-MM-dd HH:mm:ss}", m.Kind, $"{m.Quantity}",
                $"{m.AvailableBefore} → {m.AvailableAfter}", $"{m.Before.OnHand} → {m.After.OnHand}", line.Cause, line.ProviderEventId,
                line.OrderRef, line.Actor, line.Reason ?? line.Remark);
        }

        output.Table(table);
    }

    static async Task<int> OrderAsync(CommandContext context, string orderRef, CancellationToken ct)
    {
        await using var books = new StockBooks(context);
        var found = await new StockOrders(books.Source, StockBooks.Schema).FindAsync(orderRef, ct) ?? throw CliError.No(
            "ORDER_UNKNOWN", $"No order {orderRef} is known here.", "'ledger stock holds' lists events that wait for their order.");
        if (context.Output.IsJson)
        {
            context.Output.Json(found, StockJson.Default.OrderView);
            return ExitCode.Ok;
        }

        var table = new TextTable("SKU", "Location", ">Ordered", ">Reserved", ">Committed", ">Shipped", ">Returned");
        foreach (var line in found.State.Lines)
        {
            table.Row(
                line.Sku, line.Location, $"{line.Quantity}", $"{line.Reserved}", $"{line.Committed}", $"{line.Shipped}",
                $"{line.Returned}");
        }

        context.Output.Heading($"Order {orderRef}{(found.State.Refunded ? ", refunded" : "")}");
        context.Output.Table(table);
        foreach (var text in Remarks(found.State))
        {
            context.Output.Line(text);
        }

        return ExitCode.Ok;
    }

    static IEnumerable<string> Remarks(OrderState order) =>
    [
        .. order.CartUntil is { } until ? (string[])[$"A cart keeps its units until {until.UtcDateTime:O}."] : [],
        .. order.Payments.Select(payment => $"Payment {payment.StreamId}: {payment.Standing}"
            + (payment.ReservedUntil is { } kept ? $", keeps units until {kept.UtcDateTime:O}" : "")),
        .. order.Reviews.Select(review => $"Under review: {review.Kind} {review.Id}."),
        .. order.Returns.Select(back => $"Return {back.ReturnId}: {back.Quantity} of {back.Key} wait to be graded."),
    ];
}
