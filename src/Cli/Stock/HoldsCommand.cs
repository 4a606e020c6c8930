using System.CommandLine;
using Ledger.Cli.Shell;
using Ledger.Inventory.Queries;

namespace Ledger.Cli.Stock;

/// <summary><c>ledger stock holds</c>: what waits for a person, and who keeps what until when.</summary>
static class HoldsCommand
{
    const int LimitMax = 100_000;

    /// <summary>Builds the command with its subcommands.</summary>
    public static Command Build()
    {
        var sku = new Argument<string?>("sku")
        {
            Description = "Who keeps units of this SKU until when; without it held events and open cases.",
            Arity = ArgumentArity.ZeroOrOne,
        };
        var location = new Option<string?>("--location", "-l") { Description = "With a SKU: one location." };
        var limit = new Option<int>("--limit")
        {
            Description = $"With a SKU: most reservations, the next to run out first (1 to {LimitMax}).",
            DefaultValueFactory = _ => 100,
        };
        return new Command("holds", "Lists held events and open cases, or who keeps units of a SKU until when.")
        {
            sku, location, limit, WorkCommands.Supply(), WorkCommands.Discard(), WorkCommands.Close(),
        }.Runs((context, ct) => context.Get(limit) is < 1 or > LimitMax
            ? throw CliError.WrongUsage("--limit is out of range.", $"Give a number from 1 to {LimitMax}.")
            : RunAsync(context, context.Get(sku), context.Get(location), context.Get(limit), ct));
    }

    static async Task<int> RunAsync(CommandContext context, string? sku, string? location, int limit, CancellationToken ct)
    {
        await using var books = new StockBooks(context);
        var printed = sku is not null
            ? new PrintedHolds(await books.Reservations.ReadAsync(sku, location, limit, ct), [], [])
            : new PrintedHolds([], await books.Work.HeldAsync(null, ct), await books.Work.CasesAsync(null, ct));
        if (context.Output.IsJson)
        {
            context.Output.Json(printed, StockJson.Default.PrintedHolds);
            return ExitCode.Ok;
        }

        if (sku is not null)
        {
            Print(context.Output, "Reservations", Reservations(printed.Reservations), printed.Reservations.Count);
            return ExitCode.Ok;
        }

        var now = context.Time.GetUtcNow();
        Print(context.Output, "Held events", Held(printed.Held, now), printed.Held.Count);
        Print(context.Output, "Open cases", Cases(printed.Cases, now), printed.Cases.Count);
        return ExitCode.Ok;
    }

    static void Print(Output output, string heading, TextTable table, int rows)
    {
        output.Heading($"{heading}: {(rows == 0 ? "none" : rows)}");
        if (rows > 0)
        {
            output.Table(table);
            output.Line();
        }
    }

    static TextTable Reservations(IReadOnlyList<ReservedUnits> kept)
    {
        var table = new TextTable("SKU", "Location", ">Units", "Order", "Until (UTC)", "");
        foreach (var units in kept)
        {
            table.Row(
                units.Sku, units.Location, $"{units.Quantity}", units.OrderRef, $"{units.Until.UtcDateTime:yyyy-MM-dd HH:mm:ss}",
                units.Lapsed ? "lapsed, available" : "");
        }

        return table;
    }

    static TextTable Held(IReadOnlyList<HeldForReview> held, DateTimeOffset now)
    {
        var table = new TextTable(">Age", "Event", "Class", "Order", "Missing", "Payment");
        foreach (var e in held)
        {
            table.Row(Age(now - e.ReceivedAt), $"{e.EventId}", e.Class, e.OrderRef, string.Join(", ", e.Missing), e.PaymentStream);
        }

        return table;
    }

    static TextTable Cases(IReadOnlyList<OpenStockCase> cases, DateTimeOffset now)
    {
        var table = new TextTable(">Age", "Case", "Kind", "Reason", "Order", "By", "What");
        foreach (var open in cases)
        {
            table.Row(Age(now - open.RaisedAt), open.CaseId, open.Kind, open.Reason, open.OrderRef, open.Actor, open.Detail);
        }

        return table;
    }

    static string Age(TimeSpan age) => age switch
    {
        { TotalDays: >= 1 } => $"{(int)age.TotalDays} d {age.Hours} h",
        { TotalHours: >= 1 } => $"{(int)age.TotalHours} h {age.Minutes} min",
        _ => $"{Math.Max(0, (int)age.TotalMinutes)} min",
    };
}
