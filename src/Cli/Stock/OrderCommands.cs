using System.CommandLine;
using Ledger.Inventory.Commands;

namespace Ledger.Cli.Stock;

/// <summary>What moves for an order: <c>reserve</c>, <c>release</c>, <c>commit</c>, <c>ship</c>, <c>return</c>, <c>grade</c>.</summary>
static class OrderCommands
{
    /// <summary><c>ledger stock reserve</c>.</summary>
    public static Command Reserve()
    {
        var order = Order();
        var lines = OrderLineText.Option("What the cart holds, all of it:", required: true);
        var minutes = new Option<int?>("--minutes") { Description = "For how long; without it as the stock policy says." };
        return new CommandOptions().Gives(
            new Command("reserve", "Keeps units for a cart before payment; the order's authorization takes them over.")
            {
                order, lines, minutes,
            },
            context => new ReserveStock(context.Get(order)!, context.Get(lines)!, context.Get(minutes)));
    }

    /// <summary><c>ledger stock release</c>.</summary>
    public static Command Release()
    {
        var (order, reason, note) = (Order(), GoodsCommands.Reason("releases"), GoodsCommands.Note());
        return new CommandOptions().Gives(
            new Command("release", "Makes what an order has and was not shipped available again.") { order, reason, note },
            context => new ReleaseStock(context.Get(order)!, context.Get(reason)!, context.Get(note)));
    }

    /// <summary><c>ledger stock commit</c>.</summary>
    public static Command Commit()
    {
        var (order, note) = (Order(), GoodsCommands.Note());
        return new CommandOptions().Gives(
            new Command("commit", "Gives a paid order what was short when it was paid, once the goods have come.") { order, note },
            context => new CommitStock(context.Get(order)!, context.Get(note)));
    }

    /// <summary><c>ledger stock ship</c>.</summary>
    public static Command Ship()
    {
        var order = Order();
        var shipment = new Option<string>("--shipment") { Description = "The shop's id of the shipment.", Required = true };
        var lines = OrderLineText.Option("What has left; without it all that belongs to the order:");
        return new CommandOptions().Gives(
            new Command("ship", "Books units of a paid order that have left, at cost.") { order, shipment, lines },
            context => new ShipStock(context.Get(order)!, context.Get(shipment)!, context.Get(lines)!));
    }

    /// <summary><c>ledger stock return</c>.</summary>
    public static Command Return()
    {
        var (order, back) = (Order(), ReturnId());
        var lines = OrderLineText.Option("What came back and where it lies now:", required: true);
        return new CommandOptions().Gives(
            new Command("return", "Books shipped units that came back; they are inspected, not sellable.") { order, back, lines },
            context => new ReturnStock(context.Get(order)!, context.Get(back)!, context.Get(lines)!));
    }

    /// <summary><c>ledger stock grade</c>.</summary>
    public static Command Grade()
    {
        var (order, back, note) = (Order(), ReturnId(), GoodsCommands.Note());
        var sku = new Option<string>("--sku") { Description = "Stock-keeping unit.", Required = true };
        var quantity = new Option<long>("--quantity") { Description = "Units.", Required = true };
        var grade = new Option<string>("--as") { Description = "resale or write-off.", Required = true };
        grade.AcceptOnlyFromAmong("resale", "write-off");
        var keep = new Option<bool>("--keep") { Description = "Of a write-off: the units stay here as damaged ones." };
        var location = new Option<string?>("--location", "-l") { Description = "Where they are; needed where the return lies at several." };
        var inspector = new Option<string?>("--inspector") { Description = "Who looked; without it the actor." };
        var options = new CommandOptions();
        return options.Gives(
            new Command("grade", "Says of inspected units that they are sold again, or written off.")
            {
                order, back, sku, quantity, location, grade, keep, inspector, note,
            },
            context => new GradeStock(
                context.Get(order)!, context.Get(back)!, context.Get(sku)!, context.Get(quantity), context.Get(grade)!,
                context.Get(inspector) ?? options.Actor(context), context.Get(note), context.Get(keep),
                context.Get(location)));
    }

    static Argument<string> Order() => new("order") { Description = "The order's reference." };

    static Option<string> ReturnId() => new("--return") { Description = "The shop's id of the return.", Required = true };
}
