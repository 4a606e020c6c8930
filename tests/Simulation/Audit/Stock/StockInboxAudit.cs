using Ledger.EventStore;
using Ledger.Simulation.Bus;
using Ledger.Simulation.Stories;

namespace Ledger.Simulation.Audit.Stock;

/// <summary>The inventory's inbox says what was delivered and commanded, once each, and what became of it.</summary>
static class StockInboxAudit
{
    public static IEnumerable<Violation> Find(StockBooks books) =>
        Fates(books).Concat(Falls(books)).Concat(Keys(books)).Concat(Repeats(books)).Concat(Contradictions(books)).Concat(Dispositions(books));

    static IEnumerable<Violation> Fates(StockBooks books) =>
        from message in books.World.StockQueue.Messages
        let sending = message.Message.Sending
        let expected = Books.FateOf(sending)
        where message.Fate != expected
        select new Violation("stock-fate-of-messages", $"{sending.Key} ({sending.Fact.Name}, {sending.Form}) is {message.Fate}; expected {expected}");

    /// <summary>A decision that throws is a fault of ours, even if the next attempt goes well.</summary>
    static IEnumerable<Violation> Falls(StockBooks books) =>
        books.World.StockQueue.Failures.Select(failed => (failed.Message.Message.Sending.Key, failed.Failure))
            .Concat(books.World.Shop.Calls.SelectMany(call => call.Failures.Select(failure => (call.Sending.Key, failure))))
            .Where(failed => failed.Item2 is not StreamConflictException)
            .Select(failed => new Violation("no-decision-falls-over", $"{failed.Key}: {failed.Item2}"));

    static IEnumerable<Violation> Keys(StockBooks books)
    {
        var inbox = books.Tables.Inbox;
        foreach (var twice in inbox.GroupBy(row => row.Claim.MessageKey).Concat(inbox.GroupBy(row => row.Claim.FactKey))
            .Where(rows => rows.Count() > 1))
        {
            yield return new("stock-inbox-once", $"key {twice.Key} has {twice.Count()} rows: {twice.First().Claim.SourceEventId}");
        }

        foreach (var id in books.Facts.Keys.Concat(books.Commands.Keys).Where(id => !books.Tables.InboxByFact.ContainsKey(id)))
        {
            yield return new("stock-inbox-has-all", $"{NameOf(books, id)} was acknowledged and is not in the inbox");
        }

        foreach (var row in inbox.Where(row => !books.Facts.ContainsKey(row.Claim.FactKey) && !books.Commands.ContainsKey(row.Claim.FactKey)))
        {
            yield return new("stock-inbox-has-no-more", $"{row.Claim.SourceEventId} is in the inbox and was never told in a readable form");
        }
    }

    /// <summary>Every message is an entry or a repeat, and there are no more repeats than there were attempts.</summary>
    static IEnumerable<Violation> Repeats(StockBooks books)
    {
        var taken = books.Tables.Inbox.Select(row => row.Claim.MessageKey)
            .Concat(books.Tables.Repeats.Select(row => row.Claim.MessageKey)).CountBy(key => key).ToDictionary();
        var read = books.World.StockQueue.Messages.Where(message => Books.FateOf(message.Message.Sending) == Fate.Done)
            .Select(message => (Key: WireMessage.KeyOf(message.Message.Sending), message.Attempts))
            .Concat(books.World.Shop.Calls.Select(call => (Key: call.Command.CommandId, call.Attempts))).GroupBy(each => each.Key);
        foreach (var messages in read)
        {
            var lines = taken.GetValueOrDefault(messages.Key);
            var attempts = messages.Sum(message => message.Attempts) + books.World.StockDatabase.DecidedAgain.Count(key => key == messages.Key);
            if (lines < messages.Count() || lines > attempts)
            {
                yield return new(
                    "stock-repeats-logged", $"{messages.Key} came {messages.Count()} times, was handled {attempts} times, and has {lines} lines in the inbox");
            }
        }
    }

    /// <summary>Only what was told in two ways contradicts itself, and each way but the first is told once.</summary>
    static IEnumerable<Violation> Contradictions(StockBooks books)
    {
        foreach (var told in books.Written.Where(written => written.Contradiction).GroupBy(written => written.EventId))
        {
            var ways = books.Told.GetValueOrDefault(told.Key, []).Where(lines => lines.Count > 0)
                .Select(lines => string.Join(", ", lines)).Distinct(StringComparer.Ordinal).Count();
            if (told.Count() > ways - 1)
            {
                yield return new("stock-contradictions-are-told-once", $"{NameOf(books, told.Key)} was told in {ways} ways and contradicted {told.Count()} times");
            }
        }
    }

    static IEnumerable<Violation> Dispositions(StockBooks books)
    {
        foreach (var id in books.Facts.Keys.Where(books.Tables.InboxByFact.ContainsKey))
        {
            var (says, outcome) = (books.Tables.InboxByFact[id].Record.Disposition, books.OutcomeOf(id));
            if (says != outcome)
            {
                yield return new("stock-inbox-disposition", $"{NameOf(books, id)} is {outcome}; its inbox entry says {says}");
            }
        }
    }

    static string NameOf(StockBooks books, Guid id) =>
        books.Facts.TryGetValue(id, out var fact) ? fact.Name : books.Commands.TryGetValue(id, out var calls) ? calls[0].Sending.MessageName : $"{id}";
}
