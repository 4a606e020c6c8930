using System.Text.Json;

namespace Ledger.Simulation.Audit.Stock;

/// <summary>Every table of the inventory is what a naive reading of its events gives.</summary>
static class StockTableAudit
{
    public static IEnumerable<Violation> Find(StockBooks books, StockReplay replay) =>
        Levels(books, replay).Concat(Movements(books)).Concat(Orders(books, replay)).Concat(Held(books)).Concat(Cases(books));

    static IEnumerable<Violation> Levels(StockBooks books, StockReplay replay) => Differences(
        "levels-are-sums",
        books.Tables.Levels.Where(row => row.Value.Sequence > 0).Select(row =>
        {
            var b = row.Value.Balance;
            var shelf = new Shelf(
                b.OnHand, b.Reserved, b.Committed, b.Incoming, b.InInspection, b.Damaged, b.OnHandCost, b.InspectionCost);
            return $"{row.Key} {row.Value.Sequence} {shelf}";
        }),
        replay.Shelves.Select(shelf => $"{shelf.Key} {replay.Sequences[shelf.Key]} {shelf.Value}"));

    static IEnumerable<Violation> Movements(StockBooks books) => Differences(
        "movements-lie-where-they-are",
        books.Tables.Movements.Values.Select(row => $"{row.Key} {row.Sequence} {row.Position} {row.Line}"),
        from written in books.Written
        from movement in written.Movements.Index()
        select $"{movement.Item.Stock} {movement.Item.Sequence} {written.Row.Position} {movement.Index}");

    static IEnumerable<Violation> Orders(StockBooks books, StockReplay replay)
    {
        var have = books.Tables.Orders.SelectMany(row =>
        {
            using var state = JsonDocument.Parse(row.Value);
            return state.RootElement.TryGetProperty("Lines", out var lines)
                ? lines.EnumerateArray().Select(line => $"{row.Key} {Show(line)}").Where(line => !line.EndsWith(" 0 0 0 0 0", StringComparison.Ordinal)).ToList()
                : [];
        });
        var want = from order in replay.Orders
                   from line in order.Value.Lines
                   where line.Value.Ordered + line.Value.Has > 0
                   select $"{order.Key} {line.Key} {line.Value.Ordered} {line.Value.Reserved} {line.Value.Committed} {line.Value.Shipped} {line.Value.Returned}";
        return Differences("orders-are-those-of-events", have, want);
    }

    static string Show(JsonElement line) =>
        $"{line.GetProperty("Sku")}@{line.GetProperty("Location")} {Number(line, "Quantity")} {Number(line, "Reserved")} "
        + $"{Number(line, "Committed")} {Number(line, "Shipped")} {Number(line, "Returned")}";

    static long Number(JsonElement line, string name) => line.TryGetProperty(name, out var value) ? value.GetInt64() : 0;

    static IEnumerable<Violation> Held(StockBooks books)
    {
        var held = new HashSet<Guid>();
        foreach (var written in books.Written)
        {
            if (written.HeldBack)
            {
                held.Add(written.EventId);
            }
            else if (written.Released)
            {
                held.Remove(written.EventId);
            }
        }

        return Differences("stock-holds-are-those-of-events", books.Tables.Held.Keys.Select(id => $"{id}"), held.Select(id => $"{id}"));
    }

    /// <summary>What was raised is on the work list until somebody closes it.</summary>
    static IEnumerable<Violation> Cases(StockBooks books) => Differences(
        "exceptions-are-cases",
        books.Tables.Cases.Values.Where(row => row.Kind == "exception").Select(row => row.CaseId),
        books.Written.Where(written => written.Raised).Select(written => $"{written.Row.Id}"));

    static IEnumerable<Violation> Differences(string check, IEnumerable<string> rows, IEnumerable<string> expected)
    {
        var (have, want) = (rows.ToHashSet(StringComparer.Ordinal), expected.ToHashSet(StringComparer.Ordinal));
        return have.Except(want).Select(row => new Violation(check, $"the table has: {row}"))
            .Concat(want.Except(have).Select(row => new Violation(check, $"the table lacks: {row}")));
    }
}
