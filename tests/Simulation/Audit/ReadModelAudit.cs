using System.Text.Json;

namespace Ledger.Simulation.Audit;

/// <summary>Every read model is what a naive reading of the events gives.</summary>
static class ReadModelAudit
{
    public static IEnumerable<Violation> Find(Books books) =>
        Lines(books).Concat(Balances(books)).Concat(Held(books)).Concat(States(books)).Concat(TraceKeys(books));

    static IEnumerable<Violation> Lines(Books books)
    {
        var rows = books.Tables.Lines.Values.Select(row =>
            $"{row.Position} {row.Number} {row.Account} {row.Currency} {row.Debit} {row.MinorUnits} {row.Day:O}");
        var written = from entry in books.Written
                      where entry.Posted
                      from line in entry.Lines.Index()
                      select $"{entry.Row.Position} {line.Index} {line.Item.Account} {line.Item.Currency} "
                          + $"{line.Item.Debit} {line.Item.MinorUnits} {entry.BookingDate:O}";
        return Differences("lines-are-those-of-entries", rows, written);
    }

    static IEnumerable<Violation> Balances(Books books)
    {
        var lines = (from entry in books.Written
                     where entry.Posted
                     from line in entry.Lines
                     select (entry.BookingDate, Line: line)).ToList();
        var balances = lines.GroupBy(row => (row.Line.Account, row.Line.Currency))
            .Select(rows => $"{rows.Key} {Sum(rows.Select(row => row.Line), true)} {Sum(rows.Select(row => row.Line), false)}");
        var days = lines.GroupBy(row => (row.BookingDate, row.Line.Account, row.Line.Currency))
            .Select(rows => $"{rows.Key} {Sum(rows.Select(row => row.Line), true)} {Sum(rows.Select(row => row.Line), false)}");
        return Differences("balances-are-sums", books.Tables.Balances.Select(row => $"{row.Key} {row.Value.Debits} {row.Value.Credits}"), balances)
            .Concat(Differences("days-are-sums", books.Tables.Days.Select(row => $"{row.Key} {row.Value.Debits} {row.Value.Credits}"), days));
    }

    static IEnumerable<Violation> Held(Books books)
    {
        var expected = new Dictionary<Guid, string>();
        foreach (var written in books.Written)
        {
            if (written.HeldBack)
            {
                expected[written.EventId] = $"{written.EventId} {written.Reason} {written.Deadline:O} ";
            }
            else if (written.Released)
            {
                expected.Remove(written.EventId);
            }
            else if (written.Overdue)
            {
                // An event that says overdue of what nobody holds is a difference as well.
                expected[written.EventId] = expected.GetValueOrDefault(written.EventId) + "overdue";
            }
        }

        var rows = books.Tables.Held.Values.SelectMany(held => held)
            .Select(row => $"{row.EventId} {row.Reason} {row.Deadline:O} {(row.Overdue ? "overdue" : "")}");
        return Differences("holds-are-those-of-events", rows, expected.Values);
    }

    static IEnumerable<Violation> States(Books books)
    {
        var last = books.Written.GroupBy(written => written.Row.Stream, StringComparer.Ordinal)
            .Select(stream => $"{stream.Key} {stream.Last().Row.Version} {stream.Last().StatusAfter} {Open(stream)}");
        var rows = books.Tables.States.Select(row => $"{row.Key} {row.Value.Version} {row.Value.Status} {OpenIn(row.Value.State)}");
        return Differences("states-are-those-of-events", rows, last);
    }

    /// <summary>Entries of a stream that nothing has taken back.</summary>
    static int Open(IEnumerable<WrittenFact> stream) =>
        stream.Where(written => written.Posted).Sum(entry => entry.Corrects is null ? 1 : -1);

    static int OpenIn(byte[] state)
    {
        using var document = JsonDocument.Parse(state);
        return document.RootElement.TryGetProperty("OpenEntries", out var open) ? open.GetArrayLength() : 0;
    }

    static IEnumerable<Violation> TraceKeys(Books books) => Differences(
        "trace-keys-are-those-of-events",
        books.Tables.TraceKeys.Select(row => $"{row.Key} {row.Stream}"),
        books.Written.SelectMany(written => written.TraceKeys.Select(key => $"{key} {written.Row.Stream}")).Distinct(StringComparer.Ordinal));

    static decimal Sum(IEnumerable<WrittenLine> lines, bool debit) => lines.Where(line => line.Debit == debit).Sum(line => (decimal)line.MinorUnits);

    static IEnumerable<Violation> Differences(string check, IEnumerable<string> rows, IEnumerable<string> expected)
    {
        var (have, want) = (rows.ToHashSet(StringComparer.Ordinal), expected.ToHashSet(StringComparer.Ordinal));
        return have.Except(want).Select(row => new Violation(check, $"the table has: {row}"))
            .Concat(want.Except(have).Select(row => new Violation(check, $"the table lacks: {row}")));
    }
}
