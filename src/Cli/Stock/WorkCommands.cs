using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.Inventory;
using Ledger.Inventory.Commands;
using Ledger.Inventory.Queries;
using Ledger.PaymentEvents;

namespace Ledger.Cli.Stock;

/// <summary><c>ledger stock holds supply</c> and <c>close</c>: what people do about held events and open cases.</summary>
static class WorkCommands
{
    /// <summary><c>supply</c>.</summary>
    public static Command Supply()
    {
        var eventId = new Argument<Guid>("event-id") { Description = "The held event, as 'holds' shows it." };
        var order = new Option<string?>("--order") { Description = "The order that it does not name." };
        var lines = OrderLineText.Option("All of the order's lines, when it does not say them:");
        var options = new CommandOptions();
        return options.AddTo(new Command("supply", "Supplies what a held event does not say; it is decided at once.")
        {
            eventId, order, lines,
        }).Runs(async (context, ct) =>
        {
            await using var books = new StockBooks(context);
            var command = await SupplyOfAsync(
                books, context.Get(eventId), context.Get(order), context.Get(lines)!, await options.BeforeAsync(context, books, ct), ct);
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

    static async Task<StockCommand> SupplyOfAsync(
        StockBooks books, Guid eventId, string? order, OrderLine[] lines, StockCommand? before, CancellationToken ct)
    {
        if (order is null && lines.Length == 0)
        {
            throw CliError.WrongUsage("Nothing is supplied.", "Give --order, --line or both.");
        }

        if (before is SupplyMissing same && same.EventId == eventId)
        {
            return new SupplyMissing(same.PaymentStream, eventId, order, lines);
        }

        var held = await books.Work.HeldAsync(eventId, ct);
        return held is [var waiting]
            ? new SupplyMissing(waiting.PaymentStream, eventId, order, lines)
            : throw Unknown($"No event {eventId} is held.");
    }

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
