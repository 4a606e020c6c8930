using Ledger.JournalPosting.States;
using Ledger.PaymentEvents;

namespace Ledger.JournalPosting;

/// <summary>
/// The accounting decision: a state, an event, the rules and the time go in; what to append comes out. Pure, so that
/// it can be tested as tables and run again over history.
/// </summary>
public static class PostingDecider
{
    /// <summary>Decides an event that is new, and every held event that it lets go.</summary>
    /// <param name="state">State of the event's stream.</param>
    /// <param name="e">The event.</param>
    /// <param name="rules">Matrix, chart and booking day.</param>
    /// <param name="now">When it is recorded (UTC).</param>
    /// <param name="traceId">Trace under which it is processed; may be null.</param>
    public static PostingDecision Decide(
        PaymentState state, PaymentEvent e, PostingRules rules, DateTimeOffset now, string? traceId)
    {
        var writing = new DecisionWriter(state, rules, now);
        var awaitedRead = state.Held.Any(held => held.Event.EventId == e.EventId);
        var (disposition, reason, outcomeId) =
            writing.Write(e, PostingJudge.Judge(state, e, rules), traceId, awaitedRead);
        var released = disposition == Disposition.Held ? [] : ReleaseHeld(writing, rules);
        return new PostingDecision(writing.State, disposition, reason, outcomeId, writing.Facts, released);
    }

    /// <summary>
    /// Raises an exception about an event whose key or fact is known with other content; the state stays.
    /// </summary>
    public static PostingDecision Raise(
        PaymentState state, PaymentEvent e, PostingReason reason, string detail, PostingRules rules, DateTimeOffset now,
        string? traceId)
    {
        var writing = new DecisionWriter(state, rules, now);
        var refusal = new Judgement.Refuse(reason, detail);
        var (disposition, _, outcomeId) = writing.Write(e, refusal, traceId, released: false);
        return new PostingDecision(writing.State, disposition, reason, outcomeId, writing.Facts, []);
    }

    /// <summary>
    /// Raises an exception for each hold whose deadline has passed, once; the events stay releasable.
    /// </summary>
    public static PostingDecision RaiseOverdue(PaymentState state, PostingRules rules, DateTimeOffset now)
    {
        var writing = new DecisionWriter(state, rules, now);
        PostingReason? first = null;
        foreach (var held in state.Held.Where(held => !held.Overdue && held.Deadline <= now))
        {
            // What it waits for now: the predecessor of a refund may have come, and leave too little to refund.
            var waits = PostingJudge.Judge(state, held.Event, rules) as Judgement.Hold;
            var reason = writing.WriteOverdue(held, waits);
            first ??= reason;
        }

        return first is null
            ? new PostingDecision(state, Disposition.Noop, null, null, [], [])
            : new PostingDecision(
                writing.State, Disposition.Exception, first, writing.Facts[0].Id, writing.Facts, []);
    }

    /// <summary>
    /// In order of the facts' own times, and again from the start after each release, until none is let go.
    /// </summary>
    static List<ReleasedHold> ReleaseHeld(DecisionWriter writing, PostingRules rules)
    {
        var released = new List<ReleasedHold>();
        while (NextReleasable(writing.State, rules) is var (held, judgement))
        {
            var (disposition, reason, outcomeId) = writing.Write(held.Event, judgement, held.TraceId, released: true);
            released.Add(new ReleasedHold(held.Event.EventId, held.Event.Class, disposition, reason, outcomeId));
        }

        return released;
    }

    static (HeldEvent Held, Judgement Judgement)? NextReleasable(PaymentState state, PostingRules rules)
    {
        if (state.Held.Count == 0)
        {
            return null;
        }

        foreach (var held in state.Held.OrderBy(held => held.Event.OccurredAt))
        {
            var judgement = PostingJudge.Judge(state, held.Event, rules);
            if (judgement is not Judgement.Hold)
            {
                return (held, judgement);
            }
        }

        return null;
    }
}
