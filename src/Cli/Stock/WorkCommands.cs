using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.Inventory;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Queries;

namespace Ledger.Cli.Stock;

/// <summary><c>ledger stock holds supply</c>, <c>discard</c> and <c>close</c>: what people do about held events and open cases.</summary>
static class WorkCommands
{
    /// <summary><c>supply</c>.</summary>
    public static Command Supply()
    {
        var eventId = new Argument<Guid>("event-id") { Description = "The held event, as 'holds' shows it." };
        var order = new Option<string?>("--order") { Description = "The order that it does not name." };
        var lines = OrderLineText.Option("All of the order's lines, when it does not say them:");
        var payment = new Option<string?>("--payment") { Description = "The payment that it does not name: PROVIDER/ACCOUNT/ID." };
        var isNew = new Option<bool>("--new-payment") { Description = "Nothing else is known of that payment yet." };
        var options = new CommandOptions();
        return options.AddTo(new Command("supply", "Supplies what a held event does not say; it is decided at once.")
        {
            eventId, order, lines, payment, isNew,
        }).Runs(async (context, ct) =>
        {
            var asked = new SupplyMissing(
                "", context.Get(eventId), context.Get(order), context.Get(lines)!, context.Get(payment), context.Get(isNew));
            await using var books = new StockBooks(context);
            var command = await SupplyOfAsync(books, asked, await options.BeforeAsync(context, books, ct), ct);
            return await options.GiveAsync(context, books, command, ct);
        });
    }

    /// <summary><c>discard</c>.</summary>
    public static Command Discard()
    {
        var eventId = new Argument<Guid>("event-id") { Description = "The held event, as 'holds' shows it." };
        var note = new Option<string>("--note") { Description = "Why it is of no use.", Required = true };
        var options = new CommandOptions();
        return options.AddTo(new Command("discard", "Says of a held event that it is of no use: it waits no longer, and nothing moves.")
        {
            eventId, note,
        }).Runs(async (context, ct) =>
        {
            var (id, why) = (context.Get(eventId), context.Get(note)!);
            await using var books = new StockBooks(context);
            var command = await options.BeforeAsync(context, books, ct) is DiscardEvent before && before.EventId == id
                ? before with { Note = why }
                : new DiscardEvent(await HeldInAsync(books, id, ct), id, why);
            return await options.GiveAsync(context, books, command, ct);
        });
    }

    /// <summary><c>close</c>.</summary>
    public static Command Close()
    {
        var caseId = new Argument<string>("case-id") { Description = "The case, as 'holds' shows it." };
        var order = new Option<string?>("--order") { Description = "The order, when the case is the review of several." };
        var note = new Option<string>("--note") { Description = "Why it is closed.", Required = true };
        var options = new CommandOptions();
        return options.AddTo(new Command("close", "Closes a case: an exception, a review, a request for correction.")
        {
            caseId, order, note,
        }).Runs(async (context, ct) =>
        {
            await using var books = new StockBooks(context);
            var (id, why) = (context.Get(caseId)!, context.Get(note)!);
            var command = await options.BeforeAsync(context, books, ct) is CloseCase before && before.CaseId == id
                ? before with { Note = why }
                : CloseOf(await books.Work.CasesAsync(id, ct), id, context.Get(order), why);
            return await options.GiveAsync(context, books, command, ct);
        });
    }

    static async Task<StockCommand> SupplyOfAsync(StockBooks books, SupplyMissing asked, StockCommand? before, CancellationToken ct)
    {
        if (asked is { OrderRef: null, Payment: null, Lines.Count: 0 })
        {
            throw CliError.WrongUsage("Nothing is supplied.", "Give --order, --line or --payment.");
        }

        return asked with
        {
            PaymentStream = before is SupplyMissing same && same.EventId == asked.EventId
                ? same.PaymentStream
                : await HeldInAsync(books, asked.EventId, ct),
        };
    }

    static async Task<string> HeldInAsync(StockBooks books, Guid eventId, CancellationToken ct) =>
        await books.Work.HeldAsync(eventId, ct) is [var waiting] ? waiting.PaymentStream : throw Unknown($"No event {eventId} is held.");

    static CloseCase CloseOf(IReadOnlyList<OpenStockCase> open, string caseId, string? order, string note)
    {
        var meant = open.Where(each => order is null || each.OrderRef == order).ToList();
        return meant switch
        {
            [var one] => new CloseCase(one.StreamId, caseId, note, one.OrderRef),
            [] => throw Unknown($"No case {caseId} is open{(order is null ? "" : $" for order {order}")}."),
            _ => throw CliError.WrongUsage(
                $"Case {caseId} is that of {string.Join(", ", meant.Select(each => each.OrderRef))}.", "Say which with --order."),
        };
    }

    static CliError Unknown(string message) => CliError.No(
        StockReason.CaseUnknown.WireName(), message, RefusalAdvice.For(StockReason.CaseUnknown));
}
