using Ledger.EventStore;
using Ledger.JournalPosting.States;

namespace Ledger.JournalPosting.Storage;

/// <summary>The journal inside the group commit: one load, pure decisions, one pipelined write.</summary>
sealed class PostingLogic(PostingRules rules, TimeProvider time)
    : ICommitLogic<JournalMessage, PostingOutcome, IReadOnlyDictionary<string, PaymentState>, ReadModelChanges>
{
    public InboxClaim? ClaimOf(JournalMessage message) => message is JournalMessage.Received { Event: var e }
        ? new InboxClaim(
            e.MessageKey, e.EventId, e.Fingerprint(), $"{e.Provider}/{e.Account}", e.ProviderEventId, e.StreamId,
            e.DeliveryId)
        : null;

    public string StreamOf(JournalMessage message) => message switch
    {
        JournalMessage.Received received => received.Event.StreamId,
        JournalMessage.DeadlinePassed passed => passed.StreamId,
        _ => throw new InvalidOperationException($"{message.GetType()} is not a message of the journal."),
    };

    public ICommitBatch<JournalMessage, PostingOutcome, IReadOnlyDictionary<string, PaymentState>, ReadModelChanges> Begin(
        IReadOnlyDictionary<string, PaymentState> states) => new PostingBatch(rules, states, Now());

    /// <summary>
    /// In whole microseconds, as the database keeps it: a deadline must be the same in the state and in its table.
    /// </summary>
    DateTimeOffset Now()
    {
        var now = time.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }
}
