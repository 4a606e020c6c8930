using System.Text;
using Ledger.EventStore;
using Ledger.JournalPosting;
using Ledger.JournalPosting.Events;
using Ledger.MessageBus;
using Ledger.MessageBus.Messages;
using Ledger.MessageBus.Publishing;

namespace Ledger.Cli.Erp;

/// <summary>
/// Sends posted entries of the journal once more to the export's queue alone, each with the entry before it, and each confirmed by the
/// broker. What the export has already is no second entry there: its inbox knows it.
/// </summary>
/// <param name="journal">The journal's events.</param>
/// <param name="publish">Publishes one message; returns when it is confirmed.</param>
sealed class EntryReplay(IEventStore journal, Func<OutgoingMessage, CancellationToken, Task> publish)
{
    const int PageMax = 500;

    /// <summary>Sends the entries behind a position.</summary>
    /// <param name="from">Position behind which it begins.</param>
    /// <param name="to">Last position; null for the journal's last.</param>
    /// <param name="progress">Told after each page.</param>
    /// <param name="ct">Stops after what was sent.</param>
    public async Task<PrintedReplay> RunAsync(long from, long? to, IProgress<PrintedReplay> progress, CancellationToken ct)
    {
        var last = Math.Min(to ?? long.MaxValue, await journal.LastPositionAsync(ct));
        long? previous = null;
        var done = new PrintedReplay(from, from, 0);
        while (await journal.ReadAfterAsync(done.To, PageMax, ct) is { Count: > 0 } page && done.To < last)
        {
            var messages = new List<JournalEntryMessage>();
            foreach (var stored in page.Where(stored => stored.Position <= last && stored.Type == JournalEventTypes.EntryPosted))
            {
                previous ??= await journal.LastBeforeAsync(stored.Position, JournalEventTypes.EntryPosted, ct);
                messages.Add(JournalMessages.Of(Read(stored), stored.Position, stored.Timestamp, previous.Value));
                previous = stored.Position;
            }

            await Task.WhenAll(messages.Select(message => publish(ToQueue(message), ct)));
            done = done with { To = Math.Min(page[^1].Position, last), Entries = done.Entries + messages.Count };
            progress.Report(done);
        }

        return done;
    }

    static JournalEntryPosted Read(StoredEvent stored) =>
        JournalEventTypes.Read(stored.Type, Encoding.UTF8.GetBytes(stored.Data)) as JournalEntryPosted
        ?? throw new InvalidOperationException($"The event at position {stored.Position} is no posted entry.");

    static OutgoingMessage ToQueue(JournalEntryMessage message)
    {
        var outgoing = OutgoingMessage.Of(Topics.Journal, message);
        return OutgoingMessage.ToQueue(ConsumerQueues.ErpExport.Name, outgoing.Properties, outgoing.Body);
    }
}
