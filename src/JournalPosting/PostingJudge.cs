using Ledger.JournalPosting.Matrix;
using Ledger.JournalPosting.States;
using Ledger.PaymentEvents;

namespace Ledger.JournalPosting;

/// <summary>Asks the matrix what an event does at this state. Pure.</summary>
static class PostingJudge
{
    public static Judgement Judge(PaymentState state, PaymentEvent e, PostingRules rules)
    {
        if (!rules.Matrix.TryFind(e.Class, e.Variant, out var row))
        {
            var kind = e.Variant is null ? $"'{e.Class}'" : $"'{e.Class}' of variant '{e.Variant}'";
            return new Judgement.Refuse(PostingReason.UnmappedClass, $"The matrix has no row for {kind}.");
        }

        if (EventReferences.MissingFrom(e, row) is { } missing)
        {
            return new Judgement.Refuse(
                PostingReason.ReferenceMissing, $"Row {row.Id} requires {missing}, which the event does not state.");
        }

        if (e.Completeness == Completeness.NeedsRead)
        {
            return IsCovered(state, e)
                ? new Judgement.Noop(PostingReason.Covered)
                : new Judgement.Hold(PostingReason.NeedsRead, row.HoldFor);
        }

        var standing = Standing.Of(state, e);
        var answer = row.Gate[standing];
        return answer.Kind switch
        {
            GateKind.InOrder => InOrder(state, e, row, rules),
            GateKind.Waits => new Judgement.Hold(PostingReason.PredecessorMissing, row.HoldFor),
            GateKind.Notes => EntryDrafts.Undo(state, e, row) ?? new Judgement.Note(answer.Reason),
            GateKind.Stale => Stale(state, e, answer.Reason!.Value),
            GateKind.Contradicts => new Judgement.Refuse(
                answer.Reason!.Value,
                $"{e.Class} {e.ProviderObjectId} at standing {standing}; row {row.Id} does not allow it."),
        };
    }

    static Judgement InOrder(PaymentState state, PaymentEvent e, MatrixRow row, PostingRules rules)
    {
        if (e.Class == EventClass.AuthCreated && e.OccurredAt < state.AuthorizedAt)
        {
            return new Judgement.Noop(PostingReason.AuthorizationSuperseded);
        }

        return AmountChecks.Find(state, e, row, rules) ?? EntryDrafts.For(state, e, row, rules);
    }

    /// <summary>An authorization cannot have ended before the capture that used it.</summary>
    static Judgement Stale(PaymentState state, PaymentEvent e, PostingReason reason) =>
        reason == PostingReason.AlreadyCaptured && e.Class is EventClass.AuthVoided or EventClass.AuthExpired
            && state.Captures.FirstOrDefault(capture => !capture.Failed && capture.At > e.OccurredAt) is { } late
            ? new Judgement.Refuse(
                PostingReason.LateCapture,
                $"The authorization ended at {e.OccurredAt:O}; capture {late.ObjectId} of {late.At:O} stays posted.")
            : new Judgement.Noop(reason);

    /// <summary>A running total of refunds says nothing new once single refunds add up to it.</summary>
    static bool IsCovered(PaymentState state, PaymentEvent e) =>
        e.Class == EventClass.RefundPosted && e.Amounts.CumulativeGross is { } total
        && (state.PaymentCurrency() is not { } currency || currency == total.Currency)
        && state.RefundsKnownMinorUnits() >= total.MinorUnits;
}
