using Ledger.Simulation.Stories;

namespace Ledger.Simulation.Audit;

/// <summary>Each entry balances, says what its fact says, on its day, and is taken back at most once.</summary>
static class EntryAudit
{
    public static IEnumerable<Violation> Find(Books books) => books.Written.Where(written => written.Posted)
        .SelectMany(Balance).Concat(books.Facts.Values.SelectMany(known => Effects(books, known)))
        .Concat(Strangers(books)).Concat(Sums(books));

    static IEnumerable<Violation> Balance(WrittenFact entry)
    {
        foreach (var sums in entry.Lines.GroupBy(line => line.Currency))
        {
            var difference = sums.Sum(line => line.Debit ? (decimal)line.MinorUnits : -line.MinorUnits);
            if (difference != 0)
            {
                yield return new("entries-balance", $"entry {entry.EntryId} is off by {difference} {sums.Key}");
            }
        }
    }

    static IEnumerable<Violation> Effects(Books books, KnownFact known)
    {
        var entries = known.Entries.ToList();
        foreach (var entry in entries.Where(entry => entry.BookingDate != BookingDays.Of(books.Plan.BookingDay, known.Fact.At)))
        {
            yield return new(
                "booking-day", $"{known.Fact.Name} of {known.Fact.At:O} is booked on {entry.BookingDate:O} by {books.Plan.BookingDay}");
        }

        if (EntryTable.IsUndo(known.Fact))
        {
            foreach (var violation in Undone(books, known, entries))
            {
                yield return violation;
            }
        }
        else if (entries.Count > 1)
        {
            yield return new("one-effect", $"{known.Fact.Name} has {entries.Count} entries");
        }
        else if (entries is [var entry] && !Says(books, known, entry))
        {
            yield return new("entry-lines", $"{known.Fact.Content} was posted as {Show(entry.Lines)}");
        }
    }

    /// <summary>Exactly what stood before it, each once, line by line on the other side.</summary>
    static IEnumerable<Violation> Undone(Books books, KnownFact undo, List<WrittenFact> entries)
    {
        if (entries.Count == 0)
        {
            yield break;
        }

        var done = books.Streams[undo.Fact.Stream].Where(other => EntryTable.Undoes(undo.Fact, other.Fact))
            .SelectMany(other => other.Entries).Where(entry => entry.Row.Version < entries[0].Row.Version)
            .ToDictionary(entry => entry.EntryId);
        foreach (var entry in entries)
        {
            if (entry.Corrects is not { } undone || !done.Remove(undone, out var original)
                || !Same(entry.Lines, original.Lines.Select(line => line with { Debit = !line.Debit })))
            {
                yield return new("undo-is-the-mirror", $"{undo.Fact.Name} posted {Show(entry.Lines)}, which takes back nothing that stood");
            }
        }

        if (done.Count > 0)
        {
            yield return new("undo-is-whole", $"{undo.Fact.Name} left {done.Count} entries standing");
        }
    }

    static IEnumerable<Violation> Strangers(Books books) =>
        from written in books.Written
        where !books.Facts.ContainsKey(written.EventId)
        select new Violation("no-strangers", $"{written.Row.Type} {written.Row.Id} is about a fact that was never delivered");

    /// <summary>The balances, from the table of facts alone.</summary>
    static IEnumerable<Violation> Sums(Books books)
    {
        var sums = new Dictionary<(string Account, string Currency), decimal>();
        foreach (var known in books.Facts.Values.Where(known => known.IsPosted && Stands(books, known)))
        {
            var content = known.Contents.Find(content => known.Entries.Any(entry => Matches(books, content, entry))) ?? known.Fact;
            foreach (var line in EntryTable.LinesOf(content, books.CashOnCapture) ?? [])
            {
                var key = (line.Account, line.Currency);
                sums[key] = sums.GetValueOrDefault(key) + (line.Debit ? line.MinorUnits : -line.MinorUnits);
            }
        }

        foreach (var key in sums.Keys.Union(books.Tables.Balances.Keys))
        {
            var (debits, credits) = books.Tables.Balances.GetValueOrDefault(key);
            if (debits - credits != sums.GetValueOrDefault(key))
            {
                yield return new(
                    "balances-are-the-sums-of-facts", $"{key.Account} {key.Currency} is {debits - credits}; the facts come to {sums.GetValueOrDefault(key)}");
            }
        }
    }

    static bool Stands(Books books, KnownFact known) => !EntryTable.IsUndo(known.Fact)
        && !books.Streams[known.Fact.Stream].Any(undo => undo.IsPosted && EntryTable.Undoes(undo.Fact, known.Fact));

    static bool Says(Books books, KnownFact known, WrittenFact entry) =>
        entry.Corrects is null && known.Contents.Exists(content => Matches(books, content, entry));

    static bool Matches(Books books, Fact content, WrittenFact entry) =>
        EntryTable.LinesOf(content, books.CashOnCapture) is { } lines && Same(entry.Lines, lines);

    static bool Same(IEnumerable<WrittenLine> one, IEnumerable<WrittenLine> other) => Show(one) == Show(other);

    static string Show(IEnumerable<WrittenLine> lines) => string.Join(
        ", ",
        lines.Select(line => $"{line.Account} {(line.Debit ? "D" : "C")} {line.MinorUnits} {line.Currency}").Order(StringComparer.Ordinal));
}
