using Ledger.Accounting;
using Ledger.JournalPosting.Events;
using Ledger.PaymentEvents;

namespace Ledger.JournalPosting.States;

/// <summary>
/// Folds a stream's events into its state. The live path and a rebuild use this one function, so they agree by
/// construction.
/// </summary>
public static class PaymentStateFold
{
    /// <summary>The state after an event.</summary>
    public static PaymentState Apply(PaymentState state, JournalFact fact)
    {
        var next = fact.ReleasedFromHold ? Release(state, fact.EventId) : state;
        next = fact switch
        {
            JournalEntryPosted posted => Post(next, posted),
            PaymentEventNoted noted => Note(next, noted),
            PaymentEventHeld held => Hold(next, held),
            ExceptionRaised raised => raised.Overdue ? MarkOverdue(next, raised.EventId) : next,
            _ => next,
        };
        return AddTraceKeys(next, fact);
    }

    /// <summary>The state after all events of a stream, in order.</summary>
    public static PaymentState Of(IEnumerable<JournalFact> facts) => facts.Aggregate(PaymentState.Empty, Apply);

    static PaymentState Post(PaymentState state, JournalEntryPosted posted)
    {
        IReadOnlyList<OpenEntry> open = posted.Corrects is { } undone
            ? [.. state.OpenEntries.Where(entry => entry.EntryId != undone)]
            : [.. state.OpenEntries, new(posted.EntryId, posted.Row ?? "", posted.ProviderObjectId, posted.Lines)];
        var next = state with { OpenEntries = open };
        return posted.Index == 0 ? PaymentStateMoves.Move(next, posted) : next;
    }

    static PaymentState Note(PaymentState state, PaymentEventNoted noted)
    {
        if (noted.Disposition == Disposition.Noted || noted.Reason == PostingReason.NothingAuthorized.WireName())
        {
            return PaymentStateMoves.Move(state, noted);
        }

        // The amount of a refund that had failed already still counts in the provider's running totals.
        return noted.Reason == PostingReason.RefundAlreadyFailed.WireName() && noted.Class == EventClass.RefundPosted
            ? PaymentStateMoves.StateRefundAmount(state, noted)
            : state;
    }

    static PaymentState Hold(PaymentState state, PaymentEventHeld held)
    {
        var e = held.Event ?? throw new InvariantBrokenException("A payment_event_held carries the event that waits.");
        var waiting = new HeldEvent(held.Reason, held.Deadline, Overdue: false, held.TraceId) { Event = e };
        return state with { Held = [.. state.Held, waiting] };
    }

    static PaymentState Release(PaymentState state, Guid eventId) =>
        state with { Held = [.. state.Held.Where(held => held.Event.EventId != eventId)] };

    static PaymentState MarkOverdue(PaymentState state, Guid eventId) => state with
    {
        Held = [.. state.Held.Select(held => held.Event.EventId == eventId ? held with { Overdue = true } : held)],
    };

    static PaymentState AddTraceKeys(PaymentState state, JournalFact fact)
    {
        List<string>? added = null;
        Add(fact.PaymentId);
        Add(fact.ProviderObjectId);
        Add(fact.OrderRef);
        Add(fact.InvoiceRef);
        return added is null ? state : state with { TraceKeys = [.. state.TraceKeys, .. added] };

        void Add(string? key)
        {
            if (!string.IsNullOrEmpty(key) && !state.TraceKeys.Contains(key, StringComparer.Ordinal)
                && added?.Contains(key) != true)
            {
                (added ??= []).Add(key);
            }
        }
    }
}
