namespace Ledger.Cli.Demo;

/// <summary>
/// The demo's own bookkeeping, from what the script lets happen. It shares no code with the product: it knows no
/// posting matrix, no translation and no store.
/// </summary>
static class Tally
{
    /// <summary>What must be found when all of this has been sent and settled.</summary>
    /// <param name="deliveries">What was sent.</param>
    /// <param name="goods">What the warehouse reported beside it; null for nothing.</param>
    public static DemoFigures Of(IEnumerable<Delivery> deliveries, IReadOnlyList<ExpectedFact>? goods = null)
    {
        var sent = deliveries.ToList();
        var taken = sent.Where(delivery => delivery.Signing == Signing.Genuine).ToList();
        var stated = taken.SelectMany(delivery => delivery.Facts).ToList();
        var facts = stated.DistinctBy(fact => fact.Name).ToList();
        var entries = facts.Concat(goods ?? []).SelectMany(fact => fact.Entries).ToList();
        return new DemoFigures
        {
            Sent = sent.Count,
            Acknowledged = taken.Count,
            Refused = sent.Count - taken.Count,
            Posted = entries.Count,
            Duplicates = stated.Count - facts.Count,
            Noops = facts.Count(fact => fact.Entries.Count == 0),
            Held = 0,
            DeadLettered = 0,
            Exceptions = 0,
            Balances = Balances(entries),
        };
    }

    static List<AccountFigure> Balances(List<ExpectedEntry> entries)
    {
        var sums = new SortedDictionary<(string Currency, string Account), (long Debits, long Credits)>();
        foreach (var entry in entries)
        {
            var (debits, credits) = sums.GetValueOrDefault((entry.Currency, entry.Debit));
            sums[(entry.Currency, entry.Debit)] = (debits + entry.MinorUnits, credits);
            (debits, credits) = sums.GetValueOrDefault((entry.Currency, entry.Credit));
            sums[(entry.Currency, entry.Credit)] = (debits, credits + entry.MinorUnits);
        }

        return [.. sums.Select(sum =>
            new AccountFigure(sum.Key.Currency, sum.Key.Account, sum.Value.Debits, sum.Value.Credits))];
    }
}
