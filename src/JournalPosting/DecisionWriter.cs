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
                return (Disposition.Noted, note.Reason, Append(NoteOf(e, traceId, Disposition.Noted, note.Reason), row, released));
            case Judgement.Noop noop:
                return (Disposition.Noop, noop.Reason, Append(NoteOf(e, traceId, Disposition.Noop, noop.Reason), row, released));
            case Judgement.Hold hold:
                var held = new PaymentEventHeld(e, traceId) { Reason = hold.Reason.WireName(), Deadline = now + hold.For };
                return (Disposition.Held, hold.Reason, Append(held, row, released));
            case Judgement.Refuse refuse:
                var raised = new ExceptionRaised(e, traceId) { Reason = refuse.Reason.WireName(), Detail = refuse.Detail };
                return (Disposition.Exception, refuse.Reason, Append(raised, row, released));
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
        Append(raised, rules.Matrix.TryFind(held.Event.Class, held.Event.Variant, out var row) ? row : null, released: false);
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
