using System.CommandLine;
using Ledger.Inventory.Commands;

namespace Ledger.Cli.Stock;

/// <summary>What moves without an order: <c>receive</c>, <c>expect</c>, <c>adjust</c>, <c>transfer</c>, <c>terms</c>.</summary>
static class GoodsCommands
{
    /// <summary><c>ledger stock receive</c>.</summary>
    public static Command Receive()
    {
        var (sku, quantity, location) = (Sku(), Quantity(), Location());
        var cost = new Option<long>("--cost") { Description = "Cost of all of them in minor units, such as cents.", Required = true };
        var currency = new Option<string>("--currency") { Description = "ISO 4217 code of the cost.", Required = true };
        var reference = Reference();
        var expected = new Option<bool>("--expected") { Description = "They are taken off what is incoming." };
        return new CommandOptions().Gives(
            new Command("receive", "Books units that came in.") { sku, quantity, location, cost, currency, reference, expected },
            context => new ReceiveStock(
                context.Get(sku)!, context.Get(location)!, context.Get(quantity), context.Get(cost),
                context.Get(currency)!.ToUpperInvariant(), context.Get(reference)!, context.Get(expected)));
    }

    /// <summary><c>ledger stock expect</c>.</summary>
    public static Command Expect()
    {
        var (sku, quantity, location, reference) = (Sku(), Quantity(), Location(), Reference());
        return new CommandOptions().Gives(
            new Command("expect", "Books units that are on their way from a supplier.") { sku, quantity, location, reference },
            context => new ExpectStock(
                context.Get(sku)!, context.Get(location)!, context.Get(quantity), context.Get(reference)!));
    }

    /// <summary><c>ledger stock adjust</c>.</summary>
    public static Command Adjust()
    {
        var (sku, quantity, location, note) = (Sku(), Quantity(), Location(), Note());
        var (reason, cost, currency) = (Reason("adjustments"), AddedCost(), AddedCurrency());
        return new CommandOptions().Gives(
            new Command("adjust", "Books units that were found, lost, damaged or scrapped; the reason says which.")
            {
                sku, quantity, location, reason, note, cost, currency,
            },
            context => new AdjustStock(
                context.Get(sku)!, context.Get(location)!, context.Get(quantity), context.Get(reason)!, context.Get(note),
                context.Get(cost), context.Get(currency)?.ToUpperInvariant()));
    }

    /// <summary><c>ledger stock transfer</c>.</summary>
    public static Command Transfer()
    {
        var (sku, quantity) = (Sku(), Quantity());
        var from = new Option<string>("--from") { Description = "Where they leave.", Required = true };
        var to = new Option<string>("--to") { Description = "Where they arrive.", Required = true };
        var reason = Reason("transfers");
        return new CommandOptions().Gives(
            new Command("transfer", "Moves available units to another location, with their cost.") { sku, quantity, from, to, reason },
            context => new TransferStock(
                context.Get(sku)!, context.Get(from)!, context.Get(to)!, context.Get(quantity), context.Get(reason)!));
    }

    /// <summary><c>ledger stock terms</c>.</summary>
    public static Command Terms()
    {
        var (sku, location) = (Sku(), Location());
        var safety = new Option<long>("--safety") { Description = "Units that are never sold.", Required = true };
        var backorderable = new Option<bool>("--backorderable") { Description = "More may be promised than there is." };
        return new CommandOptions().Gives(
            new Command("terms", "Sets safety stock and whether more may be promised than there is.")
            {
                sku, location, safety, backorderable,
            },
            context => new SetStockTerms(
                context.Get(sku)!, context.Get(location)!, context.Get(safety), context.Get(backorderable)));
    }

    /// <summary>The argument that names a SKU.</summary>
    public static Argument<string> Sku() => new("sku") { Description = "Stock-keeping unit." };

    /// <summary>The option that names a location.</summary>
    public static Option<string> Location() => new("--location", "-l") { Description = "Where the units lie.", Required = true };

    /// <summary>The option that explains in words.</summary>
    public static Option<string?> Note() => new("--note") { Description = "Words for people." };

    /// <summary>The option that takes a code from a list of the policy.</summary>
    public static Option<string> Reason(string list) => new("--reason")
    {
        Description = $"Code from '{list}' of the stock policy.",
        Required = true,
    };

    /// <summary>The option that says what units cost that nobody bought.</summary>
    public static Option<long?> AddedCost() => new("--cost")
    {
        Description = "What all added units cost, in minor units: only where none is on hand, whose cost they would take.",
    };

    /// <summary>The option that names its currency.</summary>
    public static Option<string?> AddedCurrency() => new("--currency")
    {
        Description = "ISO 4217 code of that cost; without it that of the stock.",
    };

    static Argument<long> Quantity() => new("quantity") { Description = "Units." };

    static Option<string> Reference() => new("--reference", "-r") { Description = "Delivery note or purchase order.", Required = true };
}
