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

    public void WriteOverdue(HeldEvent held)
    {
        var detail = $"Held since before {held.Deadline:O} for {held.Reason}; it is released as soon as that comes.";
        var raised = new ExceptionRaised(held.Event, held.TraceId)
        {
            Reason = held.Reason,
            Detail = detail,
            Overdue = true,
        };
        rules.Matrix.TryFind(held.Event.Class, held.Event.Variant, out var row);
        Append(raised, row, released: false);
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
