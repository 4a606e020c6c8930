using Ledger.JournalPosting.Events;
using Ledger.JournalPosting.Matrix;
using Ledger.JournalPosting.States;
using Ledger.PaymentEvents;

namespace Ledger.JournalPosting;

/// <summary>Turns judgements into the facts of one decision, folding the state along.</summary>
sealed class DecisionWriter(PaymentState state, PostingRules rules, DateTimeOffset now)
{
    readonly List<JournalFact> _facts = [];

    public PaymentState State { get; private set; } = state;

    public IReadOnlyList<JournalFact> Facts => _facts;

    public (string Disposition, PostingReason? Reason, Guid? OutcomeId) Write(
        PaymentEvent e, Judgement judgement, string? traceId, bool released)
    {
        var row = rules.Matrix.TryFind(e.Class, e.Variant, out var found) ? found : null;
        switch (judgement)
        {
            case Judgement.Post post:
                var first = JournalEntryPosted.EntryIdOf(e.EventId, 0);
                for (var index = 0; index < post.Entries.Count; index++)
                {
                    Append(EntryOf(e, post.Entries[index], row!, traceId, index), row, released && index == 0);
                }

                return (Disposition.Posted, null, first);
            case Judgement.Note note:
                var noted = NoteOf(e, traceId, Disposition.Noted, note.Reason);
                return (Disposition.Noted, note.Reason, Append(noted, row, released));
            case Judgement.Noop noop:
                var nothing = NoteOf(e, traceId, Disposition.Noop, noop.Reason);
                return (Disposition.Noop, noop.Reason, Append(nothing, row, released));
            case Judgement.Hold hold:
                return (Disposition.Held, hold.Reason, Append(HoldOf(e, traceId, hold), row, released));
            case Judgement.Refuse refuse:
                return (Disposition.Exception, refuse.Reason, Append(ExceptionOf(e, traceId, refuse), row, released));
            default:
                throw new InvalidOperationException($"{judgement.GetType()} is not a judgement.");
        }
    }

    /// <summary>Raises a hold whose deadline has passed.</summary>
    /// <param name="held">The hold.</param>
    /// <param name="waits">What it waits for by now; null when that cannot be told.</param>
    /// <returns>The reason that was raised; null when it is none of ours.</returns>
    public PostingReason? WriteOverdue(HeldEvent held, Judgement.Hold? waits)
    {
        var reason = waits?.Reason.WireName() ?? held.Reason;
        var detail = $"Held until {held.Deadline:O} for {reason}; it is still released as soon as that is resolved. "
            + waits?.Detail;
        var raised = new ExceptionRaised(held.Event, held.TraceId)
        {
            Reason = reason,
            Detail = detail.TrimEnd(),
            Overdue = true,
        };
        rules.Matrix.TryFind(held.Event.Class, held.Event.Variant, out var row);
        Append(raised, row, released: false);
        return PostingReasons.TryParse(reason, out var known) ? known : null;
    }

    JournalEntryPosted EntryOf(PaymentEvent e, EntryDraft draft, MatrixRow row, string? traceId, int index) =>
        new(e, traceId, index)
        {
            BookingDate = rules.BookingDay.Of(e.OccurredAt),
            Confidence = row.Confidence,
            Corrects = draft.Corrects,
            Lines = [.. draft.Entry.Lines.Select(PostedLine.Of)],
        };

    static PaymentEventNoted NoteOf(PaymentEvent e, string? traceId, string disposition, PostingReason? reason) =>
        new(e, traceId) { Disposition = disposition, Reason = reason?.WireName() };

    PaymentEventHeld HoldOf(PaymentEvent e, string? traceId, Judgement.Hold hold) =>
        new(e, traceId) { Reason = hold.Reason.WireName(), Deadline = now + hold.For };

    static ExceptionRaised ExceptionOf(PaymentEvent e, string? traceId, Judgement.Refuse refuse) =>
        new(e, traceId) { Reason = refuse.Reason.WireName(), Detail = refuse.Detail };

    Guid Append(JournalFact fact, MatrixRow? row, bool released)
    {
        var asked = fact with
        {
            Row = row?.Id,
            MatrixVersion = rules.Matrix.Version,
            ReleasedFromHold = released,
            StatusBefore = State.Status,
        };
        State = PaymentStateFold.Apply(State, asked);
        _facts.Add(asked with { StatusAfter = State.Status });
        return asked.Id;
    }
}
