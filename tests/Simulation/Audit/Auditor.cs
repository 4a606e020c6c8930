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
            found.Add(new("settles", $"{world.Queue.Waiting} messages still wait, the relay stands at {books.Tables.RelayPosition}"));
        }

        found.AddRange(EntryAudit.Find(books));
        found.AddRange(OutcomeAudit.Find(books));
        found.AddRange(ChainAudit.Find(books));
        found.AddRange(HoldAudit.Find(books));
        found.AddRange(ReadModelAudit.Find(books));
        found.AddRange(InboxAudit.Find(books));
        found.AddRange(RelayAudit.Find(books));
        return found;
    }
}
