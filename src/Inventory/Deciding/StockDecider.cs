using Ledger.Inventory.Commands;
using Ledger.Inventory.Events;
using Ledger.Inventory.Orders;
using Ledger.Inventory.Policy;
using Ledger.PaymentEvents;

namespace Ledger.Inventory.Deciding;

/// <summary>
/// The stock decision: states, an event or a command, and the policy go in; what to append comes out. Pure, so that it can be
/// tested as tables and run again over history.
/// </summary>
static class StockDecider
{
    /// <summary>Decides an event, and every held one of its payment that it lets go.</summary>
    /// <param name="states">The batch's states; not changed.</param>
    /// <param name="e">The event.</param>
    /// <param name="policy">The stock policy.</param>
    /// <param name="traceId">Trace under which it is processed; may be null.</param>
    /// <param name="remark">Who supplied what was missing; null when nobody had to.</param>
    /// <param name="heldIn">Where it waited when that was another stream; null elsewhere.</param>
    public static StockDecision Decide(
        StockStates states, PaymentEvent e, StockPolicy policy, string? traceId, string? remark = null, string? heldIn = null)
    {
        var draft = states.Draft();
        var facts = new List<StockFact>();
        var waited = draft.Payment(heldIn ?? e.StreamId).Held.Any(held => held.Event.EventId == e.EventId);
        var (verdict, outcome) = Write(draft, facts, e, policy, traceId, waited, remark, heldIn)!.Value;
        var released = verdict.Disposition == Disposition.Held ? [] : ReleaseHeld(draft, facts, e.StreamId, policy);
        return new StockDecision(draft, facts, verdict.Disposition, verdict.Reason, Detail(verdict), outcome, released);
    }

    /// <summary>Raises an exception about an event whose key or fact is known with other content; nothing moves.</summary>
    public static StockDecision Raise(
        StockStates states, PaymentEvent e, StockReason reason, string detail, StockPolicy policy, string? traceId)
    {
        var draft = states.Draft();
        var fact = FactFrom.Event(e, policy, traceId, Conflicts.Of(e, StockVerdict.Raised(reason, detail), draft, policy.ChannelOf(e)));
        StockFold.Apply(draft, e.StreamId, fact);
        return new StockDecision(draft, [fact], Disposition.Exception, reason, detail, fact, []);
    }

    /// <summary>Releases what an order has reserved for too long; nothing when it has not, or no longer.</summary>
    public static StockDecision Lapse(StockStates states, string orderRef, StockPolicy policy)
    {
        var draft = states.Draft();
        var order = draft.Order(orderRef);
        if (!order.HasLapsed(draft.AsOf))
        {
            return new StockDecision(draft, [], Disposition.Noop, null, null, null, []);
        }

        var movements = new Movements(draft);
        LineChecks.ReleaseLapsed(movements, order);
        var fact = FactFrom.Lapse(orderRef, order.LapsesAt, draft.AsOf, policy, new StockMoved
        {
            Movements = movements.Made,
            Reason = StockReason.ReservationLapsed.WireName(),
        });
        StockFold.Apply(draft, OrderStream.Of(orderRef), fact);
        return new StockDecision(draft, [fact], Disposition.Moved, StockReason.ReservationLapsed, null, fact, []);
    }

    /// <summary>In order of the facts' own times, and again from the start after each, until none can be decided.</summary>
    static List<ReleasedEvent> ReleaseHeld(StockStates draft, List<StockFact> facts, string streamId, StockPolicy policy)
    {
        var released = new List<ReleasedEvent>();
        for (var again = true; again;)
        {
            again = false;
            foreach (var held in draft.Payment(streamId).Held.OrderBy(held => held.Event.OccurredAt).ToList())
            {
                if (Write(draft, facts, held.Event, policy, held.TraceId, waited: true, holdAgain: false)
                    is var (verdict, outcome))
                {
                    released.Add(new ReleasedEvent(held.Event.EventId, held.Event.Class, verdict.Disposition, verdict.Reason, outcome));
                    again = true;
                    break;
                }
            }
        }

        return released;
    }

    static (StockVerdict Verdict, StockFact? Outcome)? Write(
        StockStates draft, List<StockFact> facts, PaymentEvent e, StockPolicy policy, string? traceId, bool waited,
        string? remark = null, string? heldIn = null, bool holdAgain = true)
    {
        var movements = new Movements(draft);
        var verdict = PaymentJudge.Judge(e, movements, policy);
        if (verdict.Disposition == Disposition.Held && !holdAgain)
        {
            return null;
        }

        var first = facts.Count;
        var before = verdict.OrderRef is { } named ? draft.Order(named) : OrderState.None;
        foreach (var fact in FactsOf(verdict, movements.Made, e, draft, waited, policy.ChannelOf(e)))
        {
            var whole = FactFrom.Event(e, policy, traceId, fact) with
            {
                OrderRef = verdict.OrderRef,
                Remark = remark,
                ReleasedFromHold = waited && fact is not StockEventHeld,
                HeldIn = heldIn,
                Settlement = verdict.Settlement,
            };
            StockFold.Apply(draft, e.StreamId, whole);
            facts.Add(whole);
        }

        movements.Recount(before, verdict.OrderRef is { } orderRef ? draft.Order(orderRef) : before);
        return (verdict, facts.Count > first ? facts[first] : null);
    }

    /// <summary>At most one that carries the verdict; a refusal or an exception may follow movements.</summary>
    /// <param name="verdict">The verdict.</param>
    /// <param name="movements">What was moved.</param>
    /// <param name="e">The event; null for a command, which is never held.</param>
    /// <param name="draft">The states with the movements.</param>
    /// <param name="waited">True when the event was held.</param>
    /// <param name="channel">The channel, by the policy.</param>
    public static IEnumerable<StockFact> FactsOf(
        StockVerdict verdict, IReadOnlyList<StockMovement> movements, PaymentEvent? e, StockStates draft, bool waited, string channel)
    {
        var raised = verdict.Disposition == Disposition.Exception;
        var refused = verdict.Disposition == Disposition.Refused;
        var reason = verdict.Reason?.WireName();
        if (movements.Count > 0)
        {
            // All that moves for an order which gets nothing is what had lapsed.
            yield return new StockMoved
            {
                Movements = movements,
                Reason = raised ? null : refused ? StockReason.ReservationLapsed.WireName() : reason,
                Lines = verdict.Lines,
                PaymentStanding = verdict.PaymentStanding,
                ReservedUntil = verdict.ReservedUntil,
            };
        }

        if (verdict.Disposition == Disposition.Held)
        {
            yield return new StockEventHeld { Missing = verdict.Missing, Event = e, Reason = reason };
        }
        else if (raised)
        {
            yield return Conflicts.Of(e, verdict, draft, channel) with
            {
                Lines = movements.Count > 0 ? null : verdict.Lines,
                PaymentStanding = movements.Count > 0 ? null : verdict.PaymentStanding,
            };
        }
        else if (refused || (movements.Count == 0 && (verdict.Disposition != Disposition.Noop || waited || verdict.Lines is not null)))
        {
            yield return new StockNoted
            {
                Disposition = verdict.Disposition,
                Reason = reason,
                Detail = verdict.Detail,
                Lines = movements.Count > 0 ? null : verdict.Lines,
                PaymentStanding = verdict.PaymentStanding,
                ReservedUntil = verdict.ReservedUntil,
            };
        }
    }

    static string? Detail(StockVerdict verdict) =>
        verdict.Detail ?? (verdict.Missing.Count > 0 ? $"Missing: {string.Join(", ", verdict.Missing)}." : null);
}
