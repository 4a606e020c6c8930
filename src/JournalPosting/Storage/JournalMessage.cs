using Ledger.PaymentEvents;

namespace Ledger.JournalPosting.Storage;

/// <summary>What the journal is asked to take in.</summary>
public abstract record JournalMessage
{
    JournalMessage()
    {
    }

    /// <summary>A canonical event came in.</summary>
    /// <param name="Event">The event.</param>
    /// <param name="TraceId">Trace under which it is processed; may be null.</param>
    public sealed record Received(PaymentEvent Event, string? TraceId) : JournalMessage;

    /// <summary>The deadline of a hold in a stream has passed.</summary>
    /// <param name="StreamId">The stream.</param>
    public sealed record DeadlinePassed(string StreamId) : JournalMessage;
}

/// <summary>What became of a message.</summary>
/// <param name="Disposition">One of <see cref="JournalPosting.Disposition"/>.</param>
/// <param name="Reason">Name of the no-op, hold or exception; null when in order.</param>
/// <param name="OutcomeId">What it led to, such as an entry; null when nothing was written.</param>
/// <param name="Released">Held events that it let go.</param>
public sealed record PostingOutcome(
    string Disposition, PostingReason? Reason, Guid? OutcomeId, IReadOnlyList<ReleasedHold> Released);
