using System.Collections.Frozen;

namespace Ledger.Simulation.Audit;

/// <summary>Nothing waits without a cause, longer than its cause, or unheard of behind its deadline.</summary>
static class HoldAudit
{
    static readonly TimeSpan Deadline = TimeSpan.FromHours(72);

    static readonly FrozenSet<string> ReleasedWithPredecessor =
        new[] { "fee-posted", "chargeback-opened", "chargeback-won", "chargeback-lost", "payout-paid", "payout-failed" }.ToFrozenSet();

    public static IEnumerable<Violation> Find(Books books)
    {
        foreach (var known in books.Facts.Values)
        {
            foreach (var hold in known.Written.Where(written => written.HeldBack))
            {
                foreach (var violation in Hold(books, known, hold))
                {
                    yield return violation;
                }
            }
        }

        foreach (var stream in books.Written.GroupBy(written => written.Row.Stream, StringComparer.Ordinal))
        {
            var released = new List<WrittenFact>();
            foreach (var written in stream.Append(null))
            {
                if (written is { Released: true } && (released.Count == 0 || released[0].Row.Commit == written.Row.Commit))
                {
                    released.Add(written);
                    continue;
                }

                foreach (var violation in InTheirOrder(books, released))
                {
                    yield return violation;
                }

                released = written is { Released: true } ? [written] : [];
            }
        }
    }

    static IEnumerable<Violation> Hold(Books books, KnownFact known, WrittenFact hold)
    {
        if (hold.Deadline - hold.Row.At != Deadline)
        {
            yield return new("deadline-is-72-hours", $"{known.Fact.Name}, held at {hold.Row.At:O}, has the deadline {hold.Deadline:O}");
        }

        var overdue = known.Written.Where(written => written.Overdue).ToList();
        var told = overdue.Where(raised => raised.Row.Version > hold.Row.Version).ToList();
        if (overdue.Count > known.Written.Count(written => written.HeldBack) || told.Exists(raised => raised.Row.At < hold.Deadline))
        {
            yield return new("overdue-is-told-once", $"{known.Fact.Name} was told overdue {overdue.Count} times; deadline {hold.Deadline:O}");
        }

        if (overdue.Count == 0 && known.Outcome == "held")
        {
            yield return new("overdue-is-told", $"{known.Fact.Name} is held since {hold.Row.At:O} and nobody was told");
        }

        if (hold.Reason != "PREDECESSOR_MISSING")
        {
            yield break;
        }

        var predecessor = books.Streams[known.Fact.Stream].Where(other => EntryTable.ComesBefore(other.Fact, known.Fact))
            .SelectMany(other => other.Entries).MinBy(entry => entry.Row.Version);
        if (predecessor?.Row.Version < hold.Row.Version)
        {
            yield return new("held-for-a-cause", $"{known.Fact.Name} was held although {predecessor.Class} had been posted");
        }

        var release = known.Written.Find(written => written.Released);
        if (release is not null && predecessor is not null && ReleasedWithPredecessor.Contains(known.Fact.Effect)
            && release.Row.Commit != predecessor.Row.Commit)
        {
            yield return new("released-with-the-predecessor", $"{known.Fact.Name} was released {release.Row.Commit - predecessor.Row.Commit} commits late");
        }
    }

    /// <summary>What one event lets go goes by the facts' own times.</summary>
    static IEnumerable<Violation> InTheirOrder(Books books, List<WrittenFact> released)
    {
        var facts = released.Select(written => books.Facts.GetValueOrDefault(written.EventId)).OfType<KnownFact>().Distinct().ToList();
        if (facts.Exists(known => known.Is("refund-posted")))
        {
            yield break; // Where refunds do not all fit, a later one may go before an earlier one.
        }

        for (var n = 1; n < facts.Count; n++)
        {
            if (facts[n].Fact.At < facts[n - 1].Fact.At)
            {
                yield return new("released-in-their-order", $"{facts[n - 1].Fact.Name} was released before {facts[n].Fact.Name}, which is older");
            }
        }
    }
}
