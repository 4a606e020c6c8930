using Ledger.Cli.Demo;
using Ledger.Cli.Demo.Stock;

namespace Ledger.Faults.Checking;

/// <summary>
/// The inventory against a tally of what was told and commanded, against the journal, and against what a channel heard of it.
/// </summary>
static class StockCheck
{
    const int ShownMax = 5;
    const string Subject = "sku+location+sequence ";
    static readonly string[] RightEnds = ["moved", "noted", "noop", "refused"];

    /// <summary>Everything that is not right, in words.</summary>
    /// <param name="expected">What must be on the shelves.</param>
    /// <param name="refusals">Orders that must have been refused.</param>
    /// <param name="commands">Commands that were answered.</param>
    /// <param name="stock">What the inventory has.</param>
    /// <param name="facts">What the journal has.</param>
    /// <param name="heard">Subjects of the messages that a channel got.</param>
    public static IEnumerable<string> Run(
        IReadOnlyList<StockFigure> expected, int refusals, IReadOnlyList<Guid> commands, StockFacts stock, LedgerFacts facts,
        IReadOnlyCollection<string> heard) =>
    [
        .. Some(Levels(expected, stock)),
        .. Some(Oversold(stock)),
        .. Some(Inbox(commands, stock, facts)),
        .. Some(Movements(stock)),
        .. Some(Feed(stock, heard)),
        .. stock.Inbox.Count(row => row.Reason == "OUT_OF_STOCK") is var refused && refused != refusals
            ? (string[])[$"stock: {refused} orders were refused for want of units, {refusals} had to be"] : [],
        .. stock.RelayPosition == stock.LastPosition
            ? (string[])[] : [$"stock: the relay stands at {stock.RelayPosition}, the last event at {stock.LastPosition}"],
    ];

    /// <summary>Goods that the journal has not booked as the warehouse moved them.</summary>
    public static IEnumerable<string> Goods(IReadOnlyList<ExpectedFact> goods, LedgerFacts facts)
    {
        var wanted = goods.SelectMany(fact => fact.Entries)
            .CountBy(entry => $"{entry.Debit}/{entry.Credit} {entry.MinorUnits} {entry.Currency}").ToDictionary();
        var found = facts.Lines.Where(line => LedgerFacts.IsGoods(line.StreamId)).GroupBy(line => line.EntryId)
            .Select(entry => (Debit: entry.Single(line => line.IsDebit), Credit: entry.Single(line => !line.IsDebit)))
            .CountBy(entry => $"{entry.Debit.Account}/{entry.Credit.Account} {entry.Debit.MinorUnits} {entry.Debit.Currency}").ToDictionary();
        return Some(wanted.Keys.Union(found.Keys, StringComparer.Ordinal)
            .Where(entry => wanted.GetValueOrDefault(entry) != found.GetValueOrDefault(entry))
            .Select(entry => $"goods: entry {entry} is there {found.GetValueOrDefault(entry)} times, not {wanted.GetValueOrDefault(entry)}"));
    }

    static IEnumerable<string> Levels(IReadOnlyList<StockFigure> expected, StockFacts stock)
    {
        var found = stock.Levels.ToDictionary(
            row => row.Sku,
            row => new StockFigure(
                row.Sku, row.OnHand, row.Reserved, row.Committed, row.InInspection, row.Damaged,
                row.OnHand - row.Reserved - row.Committed, row.OnHandCost),
            StringComparer.Ordinal);
        return expected.Where(figure => found.GetValueOrDefault(figure.Sku) != figure)
            .Select(figure => $"stock of {figure.Sku}: the tally says {figure}; the table {found.GetValueOrDefault(figure.Sku)?.ToString() ?? "nothing"}");
    }

    static IEnumerable<string> Oversold(StockFacts stock) => stock.Levels.Where(row => row.Reserved + row.Committed > row.OnHand)
        .Select(row => $"stock of {row.Sku} is sold twice: {row}");

    // What the journal was told the inventory was told, once each; so was every command.
    static IEnumerable<string> Inbox(IReadOnlyList<Guid> commands, StockFacts stock, LedgerFacts facts)
    {
        var (told, times) = (facts.Inbox.Select(row => row.FactKey).Concat(commands).ToHashSet(), stock.Inbox.CountBy(row => row.FactKey).ToDictionary());
        return
        [
            .. told.Where(key => times.GetValueOrDefault(key) != 1).Select(key => $"stock: {key} has {times.GetValueOrDefault(key)} outcomes"),
            .. stock.Inbox.Where(row => !row.IsCommand && !told.Contains(row.FactKey))
                .Select(row => $"stock: {row.FactKey} of {row.StreamId} has an outcome, and the journal was not told"),
            .. stock.Inbox.Where(row => !RightEnds.Contains(row.Disposition))
                .Select(row => $"stock: {row.FactKey} of {row.StreamId} ended as '{row.Disposition}' {row.Reason}"),
        ];
    }

    // Numbered without gaps up to where the table stands; each cause moved once, each by one event.
    static IEnumerable<string> Movements(StockFacts stock)
    {
        var bySku = stock.Moves.ToLookup(move => (move.Sku, move.Location), move => move.Sequence);
        foreach (var level in stock.Levels)
        {
            var numbers = bySku[(level.Sku, level.Location)].Order().ToList();
            if (!numbers.SequenceEqual(Enumerable.Range(1, (int)level.Sequence).Select(n => (long)n)))
            {
                yield return $"stock of {level.Sku} stands at movement {level.Sequence}; the events have {numbers.Count}, the last {numbers.LastOrDefault()}";
            }
        }

        foreach (var cause in stock.Moves.GroupBy(move => move.CauseId).Where(moves => moves.DistinctBy(move => move.Position).Count() > 1))
        {
            yield return $"stock: {cause.Key} moved units {cause.DistinctBy(move => move.Position).Count()} times in {cause.First().StreamId}";
        }
    }

    // A channel keeps the message with the highest number.
    static IEnumerable<string> Feed(StockFacts stock, IReadOnlyCollection<string> heard)
    {
        var last = heard.Where(subject => subject.StartsWith(Subject, StringComparison.Ordinal))
            .Select(subject => subject[Subject.Length..].Split(' '))
            .GroupBy(parts => (Sku: parts[0], Location: parts[1]), parts => long.Parse(parts[2]))
            .ToDictionary(numbers => numbers.Key, numbers => (Last: numbers.Max(), Count: numbers.Count()));
        return stock.Levels.Where(level => last.GetValueOrDefault((level.Sku, level.Location)) != (level.Sequence, (int)level.Sequence))
            .Select(level => $"stock of {level.Sku} stands at movement {level.Sequence}; a channel heard of "
                + $"{last.GetValueOrDefault((level.Sku, level.Location)).Count}, the last {last.GetValueOrDefault((level.Sku, level.Location)).Last}");
    }

    static IEnumerable<string> Some(IEnumerable<string> found)
    {
        var all = found.ToList();
        return all.Take(ShownMax).Concat(all.Count > ShownMax ? [$"and {all.Count - ShownMax} more like: {all[^1]}"] : []);
    }
}
