namespace Ledger.Simulation.Audit.Stock;

/// <summary>Looks at everything that a run has left behind in the inventory and says what must not be.</summary>
static class StockAuditor
{
    /// <summary>All violations, the plainest first.</summary>
    public static IEnumerable<Violation> Find(Plan plan, World world, Books journal)
    {
        var books = new StockBooks(plan, world);
        var replay = new StockReplay(books);
        return
        [
            .. replay.Run(),
            .. FinalAudit.Find(books, replay),
            .. StockTableAudit.Find(books, replay),
            .. ChainAudit.Find(books.Tables),
            .. StockInboxAudit.Find(books),
            .. ShopAudit.Find(books),
            .. FeedAudit.Find(books),
            .. GoodsAudit.Find(books, replay, journal),
        ];
    }
}
