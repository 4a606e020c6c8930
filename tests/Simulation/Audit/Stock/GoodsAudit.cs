namespace Ledger.Simulation.Audit.Stock;

/// <summary>The journal has booked each movement of goods once, at its cost; no cost comes or goes between shelves and books.</summary>
static class GoodsAudit
{
    public static IEnumerable<Violation> Find(StockBooks books, StockReplay replay, Books journal)
    {
        var moved = from written in books.Written
                    from movement in written.Movements
                    where MovementTable.GoodsOf(movement) is not null
                    let goods = MovementTable.GoodsOf(movement)!.Value
                    select $"{goods.Class} {goods.Variant} {movement.Location} {written.OrderRef} {movement.Cost} {written.OccurredAt:O}";
        var booked = from known in journal.Facts.Values
                     where known.Fact.Subject == "goods"
                     from entry in known.Entries
                     let fact = known.Fact
                     select $"{fact.Class} {fact.Variant} {fact.Account} {fact.Order} {fact.Gross} {fact.At:O}";
        var (want, have) = (moved.CountBy(text => text).ToDictionary(), booked.CountBy(text => text).ToDictionary());
        foreach (var text in want.Keys.Union(have.Keys, StringComparer.Ordinal).Where(text => want.GetValueOrDefault(text) != have.GetValueOrDefault(text)))
        {
            yield return new("goods-are-booked-once", $"{text}: moved {want.GetValueOrDefault(text)} times, booked {have.GetValueOrDefault(text)} times");
        }

        var movements = books.Written.SelectMany(written => written.Movements).ToList();
        var bought = movements.Where(movement => movement.Kind == "received").Sum(movement => movement.Cost);
        var (onHand, inspected) = (replay.Shelves.Values.Sum(shelf => shelf.Cost), replay.Shelves.Values.Sum(shelf => shelf.InspectionCost));
        if (onHand - bought != Balance(journal, "1200") || inspected != Balance(journal, "1210"))
        {
            yield return new(
                "value-is-conserved", $"bought for {bought}, on hand {onHand}, inspected {inspected}; "
                + $"the books have {Balance(journal, "1200")} and {Balance(journal, "1210")}");
        }
    }

    static decimal Balance(Books journal, string account)
    {
        var (debits, credits) = journal.Tables.Balances.GetValueOrDefault((account, "EUR"));
        return debits - credits;
    }
}
