using Ledger.Simulation.Bus;
using Ledger.Simulation.Stories;

namespace Ledger.Simulation.Audit;

/// <summary>The inbox says what was delivered, once each, and what became of it.</summary>
static class InboxAudit
{
    public static IEnumerable<Violation> Find(Books books) =>
        Fates(books).Concat(Keys(books)).Concat(Repeats(books)).Concat(Dispositions(books));

    static IEnumerable<Violation> Fates(Books books) =>
        from message in books.World.Queue.Messages
        let sending = message.Message.Sending
        let expected = Books.FateOf(sending)
        where message.Fate != expected
        select new Violation("fate-of-messages", $"{sending.Key} ({sending.Fact.Name}, {sending.Form}) is {message.Fate}; expected {expected}");

    static IEnumerable<Violation> Keys(Books books)
    {
        var inbox = books.Tables.Inbox;
        foreach (var twice in inbox.GroupBy(row => row.Claim.MessageKey).Concat(inbox.GroupBy(row => row.Claim.FactKey))
            .Where(rows => rows.Count() > 1))
        {
            yield return new("inbox-once", $"key {twice.Key} has {twice.Count()} rows: {twice.First().Claim.SourceEventId}");
        }

        foreach (var (id, known) in books.Facts)
        {
            if (!books.Tables.InboxByFact.ContainsKey(id))
            {
                yield return new("inbox-has-all", $"{known.Fact.Name} was acknowledged and is not in the inbox");
            }
        }

        foreach (var row in inbox.Where(row => !books.Facts.ContainsKey(row.Claim.FactKey)))
        {
            yield return new("inbox-has-no-more", $"{row.Claim.SourceEventId} is in the inbox and was never delivered in a readable form");
        }
    }

    /// <summary>Every message is an entry or a repeat, and there are no more repeats than there were attempts.</summary>
    static IEnumerable<Violation> Repeats(Books books)
    {
        var taken = books.Tables.Inbox.Select(row => row.Claim.MessageKey)
            .Concat(books.Tables.Repeats.Select(row => row.Claim.MessageKey)).CountBy(key => key).ToDictionary();
        var read = books.World.Queue.Messages.Where(message => Books.FateOf(message.Message.Sending) == Fate.Done)
            .GroupBy(message => WireMessage.KeyOf(message.Message.Sending));
        foreach (var messages in read)
        {
            var lines = taken.GetValueOrDefault(messages.Key);
            var attempts = messages.Sum(message => message.Attempts) + books.World.Database.DecidedAgain.Count(key => key == messages.Key);
            var name = messages.First().Message.Sending.MessageName;
            if (lines < messages.Count() || lines > attempts)
            {
                yield return new(
                    "repeats-logged", $"{name} came {messages.Count()} times, was handled {attempts} times, and has {lines} lines in the inbox");
            }
        }
    }

    static IEnumerable<Violation> Dispositions(Books books)
    {
        foreach (var (id, known) in books.Facts)
        {
            if (books.Tables.InboxByFact.TryGetValue(id, out var row) && known.Outcome is { } outcome)
            {
                var says = row.Record.Disposition == "exception" ? $"exception {row.Record.Reason}" : row.Record.Disposition;
                if (says != outcome)
                {
                    yield return new("inbox-disposition", $"{known.Fact.Name} is {outcome}; its inbox entry says {says}");
                }
            }
        }
    }
}
