using Ledger.Inventory.Commands;
using Ledger.Inventory.Events;
using Ledger.Inventory.Orders;
using Ledger.Inventory.Policy;
using Ledger.PaymentEvents;

namespace Ledger.Inventory.Deciding;

/// <summary>What people do about events that wait for what they do not say: supply it, or discard the event (R-IN-17, R-IN-30).</summary>
static class HeldEvents
{
    public static StockDecision Supply(StockStates states, ShopCommand command, SupplyMissing supply, StockPolicy policy)
    {
        if (Find(states, supply.PaymentStream, supply.EventId, out var unknown) is not { } held)
        {
            return unknown!;
        }

        if (!string.IsNullOrWhiteSpace(held.Event.OrderRef) && supply.OrderRef is { } other && other != held.Event.OrderRef)
        {
            return CommandDecider.Refused(states, StockVerdict.Refused(
                StockReason.OrderContradicted, $"The event itself says that it is of order {held.Event.OrderRef}, not of {other}."));
        }

        var e = held.Event with
        {
            PaymentId = supply.Payment is null ? held.Event.PaymentId : IdOf(held.Event, supply.Payment) ?? "",
            OrderRef = supply.OrderRef ?? held.Event.OrderRef,
            OrderLines = supply.Lines.Count > 0 ? supply.Lines : held.Event.OrderLines,
        };
        if (PaymentRefusal(states, supply, held.Event, e) is { } refusal)
        {
            return CommandDecider.Refused(states, refusal);
        }

        if (e.StreamId == supply.PaymentStream && e.OrderRef == held.Event.OrderRef && e.OrderLines.SequenceEqual(held.Event.OrderLines))
        {
            return CommandDecider.Refused(states, StockVerdict.Refused(
                StockReason.CommandIncomplete, $"It supplies nothing new; missing: {string.Join(", ", held.Missing)}."));
        }

        var heldIn = e.StreamId == supply.PaymentStream ? null : supply.PaymentStream;
        var decision = StockDecider.Decide(states, e, policy, held.TraceId, By("supplied", command), heldIn);
        return decision.Reason is StockReason.OrderContradicted or StockReason.LinesContradicted
            // It cannot be true: the event goes on waiting for what is.
            ? CommandDecider.Refused(states, StockVerdict.Refused(decision.Reason.Value, decision.Detail ?? ""))
            : decision;
    }

    /// <summary>The event is noted as one that does nothing, in its payment's stream: another message of its fact is a repeat.</summary>
    public static StockDecision Discard(StockStates states, ShopCommand command, DiscardEvent discard, StockPolicy policy)
    {
        if (string.IsNullOrWhiteSpace(discard.Note))
        {
            return CommandDecider.Refused(states, StockVerdict.Refused(
                StockReason.CommandIncomplete, "An event is discarded with a note that says why."));
        }

        if (Find(states, discard.PaymentStream, discard.EventId, out var unknown) is not { } held)
        {
            return unknown!;
        }

        var fact = FactFrom.Event(held.Event, policy, held.TraceId, new StockNoted
        {
            Disposition = Disposition.Noop,
            Reason = StockReason.EventDiscarded.WireName(),
            Remark = $"{By("discarded", command)}: {discard.Note}",
            ReleasedFromHold = true,
        });
        var draft = states.Draft();
        StockFold.Apply(draft, discard.PaymentStream, fact);
        return new StockDecision(draft, [fact], Disposition.Noop, StockReason.EventDiscarded, null, fact, []);
    }

    static HeldStockEvent? Find(StockStates states, string stream, Guid eventId, out StockDecision? unknown)
    {
        var held = states.Payment(stream).Held.FirstOrDefault(waiting => waiting.Event.EventId == eventId);
        unknown = held is null
            ? CommandDecider.Refused(states, StockVerdict.Refused(StockReason.CaseUnknown, $"No event {eventId} is held in {stream}."))
            : null;
        return held;
    }

    /// <summary>The id in a payment that is named as <c>provider/account/id</c>; null when it is not one of the event's account.</summary>
    static string? IdOf(PaymentEvent e, string payment) =>
        $"{e.Provider}/{e.Account}/" is var account && payment.StartsWith(account, StringComparison.Ordinal)
            ? payment[account.Length..]
            : null;

    /// <summary>Why the payment that is supplied cannot be meant; null when it can, or none is.</summary>
    static StockVerdict? PaymentRefusal(StockStates states, SupplyMissing supply, PaymentEvent held, PaymentEvent e)
    {
        if (supply.Payment is null)
        {
            return null;
        }

        if (e.StreamId != supply.StreamId || (held.StreamId != e.StreamId && !string.IsNullOrWhiteSpace(held.PaymentId)))
        {
            return StockVerdict.Refused(
                StockReason.PaymentContradicted, $"The event is one of {held.StreamId}; {supply.Payment} is another payment or account.");
        }

        if (string.IsNullOrWhiteSpace(e.PaymentId))
        {
            return StockVerdict.Refused(StockReason.CommandIncomplete, "A payment is named as provider/account/id; the id is missing.");
        }

        return supply.NewPayment || states.Payment(e.StreamId).IsKnown
            ? null
            : StockVerdict.Refused(
                StockReason.PaymentUnknown,
                $"Nothing is known of payment {supply.Payment}; say that it is a new one when that is so.");
    }

    static string By(string did, ShopCommand command) => $"{did} by {command.Actor}, command {command.CommandId}";
}
