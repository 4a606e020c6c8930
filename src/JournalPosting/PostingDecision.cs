using Ledger.JournalPosting.Events;
using Ledger.JournalPosting.States;

namespace Ledger.JournalPosting;

/// <summary>What was decided about an event, and about the held events it released.</summary>
/// <param name="State">The state afterwards.</param>
/// <param name="Disposition">What became of the event.</param>
/// <param name="Reason">Name of the no-op, hold or exception; null when posted or noted in order.</param>
/// <param name="OutcomeId">Identity of the first event written for it.</param>
/// <param name="Facts">What to append to the stream, in order.</param>
/// <param name="Released">Held events that were decided along with it, in order.</param>
public sealed record PostingDecision(
    PaymentState State, string Disposition, PostingReason? Reason, Guid? OutcomeId, IReadOnlyList<JournalFact> Facts,
    IReadOnlyList<ReleasedHold> Released);

/// <summary>What became of a held event when it was released.</summary>
/// <param name="EventId">The held event.</param>
/// <param name="Class">Its class.</param>
/// <param name="Disposition">What became of it.</param>
/// <param name="Reason">Name of the no-op or exception; may be null.</param>
/// <param name="OutcomeId">Identity of the first event written for it.</param>
public sealed record ReleasedHold(
    Guid EventId, string Class, string Disposition, PostingReason? Reason, Guid? OutcomeId);
