using Ledger.Simulation.Stories;

namespace Ledger.Simulation.Audit.Stock;

/// <summary>When all has settled and every promise has run out: nothing is kept for nobody, and who paid has the goods or a case.</summary>
static class FinalAudit
{
    public static IEnumerable<Violation> Find(StockBooks books, StockReplay replay)
    {
        foreach (var (stock, shelf) in replay.Shelves.Where(shelf => shelf.Value.Reserved != 0))
        {
            yield return new("nothing-is-kept-for-ever", $"{stock} has {shelf.Reserved} reserved at {books.World.Now:O}");
        }

        foreach (var (key, units) in books.Tables.Reservations)
        {
            yield return new("nothing-is-kept-for-ever", $"{units} of {key.Stock} are reserved for {key.OrderRef} until {key.ExpiresAt:O}");
        }

        var named = books.Written.Where(written => written.Raised || written.HeldBack)
            .Select(written => written.Row.Stream).ToHashSet(StringComparer.Ordinal);
        var captures = books.Facts.Where(fact => fact.Value.Class == "capture-succeeded").ToLookup(fact => fact.Value.Stream, fact => fact);
        foreach (var (orderRef, order) in replay.Orders)
        {
            if (order.Captures.Count == 0 && order.Lines.Values.Sum(line => line.Committed) > 0)
            {
                yield return new("nothing-is-committed-for-nothing", $"{orderRef} has units and no captured payment");
            }

            var paidBy = order.Captures.Select(capture => capture.Payment).Distinct(StringComparer.Ordinal).ToList();
            if (paidBy.Count == 0 || order.WasReleased || paidBy.Exists(named.Contains))
            {
                continue;
            }

            foreach (var (stock, units) in Paid(order, paidBy.SelectMany(payment => captures[payment]).Select(fact => fact.Value)))
            {
                var line = order.LineOf(stock);
                if (line.Committed + line.Shipped < units)
                {
                    yield return new(
                        "who-paid-has-the-goods", $"{orderRef} paid for {units} of {stock}, has {line.Committed}, got {line.Shipped}, and no case says why");
                }
            }
        }
    }

    /// <summary>Units by stock that captures pay for: those they state, or the order's.</summary>
    static IEnumerable<(string Stock, long Units)> Paid(AuditedOrder order, IEnumerable<Fact> captures)
    {
        var lines = captures.SelectMany(capture => capture.Lines.Count > 0
            ? capture.Lines.Select(line => (Stock: $"{line.Sku}@{line.Location}", Units: (long)(line.Quantity ?? 0)))
            : order.Lines.Select(line => (Stock: line.Key, Units: line.Value.Ordered)));
        return lines.Where(line => ShopPlan.RuleOf(line.Stock) != "deduct-at-settlement")
            .GroupBy(line => line.Stock, StringComparer.Ordinal).Select(each => (each.Key, each.Max(line => line.Units)));
    }
}
