using Ledger.Simulation.Audit.Stock;

namespace Ledger.Simulation.Audit;

/// <summary>Looks at everything that a run has left behind and says what must not be.</summary>
static class Auditor
{
    /// <summary>All violations, the plainest first.</summary>
    public static IReadOnlyList<Violation> Audit(Plan plan, World world)
    {
        var books = new Books(plan, world);
        var found = new List<Violation>();
        if (!world.Settled)
        {
            found.Add(new("settles", $"{world.Queue.Waiting} and {world.StockQueue.Waiting} messages and {world.Shop.Waiting} calls still wait, "
                + $"the relays stand at {books.Tables.RelayPosition} and {world.Stock.RelayPosition}"));
        }

        found.AddRange(EntryAudit.Find(books));
        found.AddRange(OutcomeAudit.Find(books));
        found.AddRange(ChainAudit.Find(books.Tables));
        found.AddRange(HoldAudit.Find(books));
        found.AddRange(ReadModelAudit.Find(books));
        found.AddRange(InboxAudit.Find(books));
        found.AddRange(RelayAudit.Find(books));
        found.AddRange(StockAuditor.Find(plan, world, books));
        return found;
    }
}
