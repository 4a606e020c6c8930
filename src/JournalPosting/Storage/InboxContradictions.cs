using Ledger.EventStore;
using Ledger.JournalPosting.States;
using Ledger.PaymentEvents;

namespace Ledger.JournalPosting.Storage;

/// <summary>Tells real contradictions from messages that only say more, or less, about a known fact.</summary>
static class InboxContradictions
{
    /// <summary>True when the event brings the facts for which it was held.</summary>
    public static bool BringsTheRead(PaymentState state, PaymentEvent e) =>
        e.Completeness == Completeness.Complete
        && state.Held.Any(held => held.Event.EventId == e.EventId && held.Reason == PostingReason.NeedsRead.WireName());

    /// <summary>
    /// True when the event cannot contradict anything: it states no facts of its own, or it reports the end of an
    /// authorization that has ended, which one message calls a void and another an expiry.
    /// </summary>
    public static bool SaysNothingElse(PaymentState state, PaymentEvent e) =>
        e.Completeness == Completeness.NeedsRead
        || (e.Class is EventClass.AuthVoided or EventClass.AuthExpired && state.Ended is not null);

    /// <summary>One sentence for people.</summary>
    public static string Detail(PostingReason reason, PaymentEvent e, InboxRecord? prior) =>
        $"{(reason == PostingReason.KeyReused ? $"Message {e.ProviderEventId}" : $"Fact {e.EventId}")} "
        + $"was {prior?.Disposition} at {prior?.RecordedAt:O} with other content; "
        + $"message {e.ProviderEventId} now says {e.Class} {e.Amounts.Gross}.";
}
