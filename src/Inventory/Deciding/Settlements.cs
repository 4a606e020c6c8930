using Ledger.Inventory.Commands;
using Ledger.Inventory.Orders;
using Ledger.Inventory.Policy;
using Ledger.PaymentEvents;

namespace Ledger.Inventory.Deciding;

/// <summary>
/// Settlements commit where the policy waits for them (R-EV-04, R-IN-14): told by the provider for one payment, or by the shop
/// from a payout's report. The first one of a payment counts.
/// </summary>
static class Settlements
{
    public static StockVerdict Confirmed(PaymentEvent e, Movements movements, StockPolicy policy)
    {
        if (e.Subject != Subject.Payment)
        {
            return StockVerdict.Noop(StockReason.SettlementMovesNothing);
        }

        var payment = movements.Draft.Payment(e.StreamId);
        var order = StatedLines.OrderOf(e, payment) is { } orderRef ? movements.Draft.Order(orderRef) : OrderState.None;
        var channel = policy.ChannelOf(e);
        // A settlement that comes before all else waits for the order's lines: nothing would commit them later.
        var commits = order.Lines.Count == 0 ? policy.DeductsAtSettlement(channel) : Waits(order, policy, channel);
        return !commits ? StockVerdict.Noop(StockReason.SettlementMovesNothing)
            : IsUndone(e, payment) ? StockVerdict.Noop(StockReason.CaptureOutcomeKnown)
            : SettledBy(order, e.StreamId) is not null ? StockVerdict.Noop(StockReason.AlreadySettled)
            : Refunds.AreAllOf(payment) ? Refunded(payment, e.SettlementBatchId ?? e.ProviderObjectId)
            // An order that has lines keeps them; one that has none gets those that were supplied.
            : Captures.Commit(order.Lines.Count == 0 ? e : e with { OrderLines = [] }, movements, policy, payment, atSettlement: true);
    }

    /// <summary>
    /// Told late: all that was captured has failed or been reversed since, so nobody pays for what this would commit. A capture that is
    /// not known yet may be meant where it was settled after that.
    /// </summary>
    static bool IsUndone(PaymentEvent e, PaymentFacts payment) =>
        payment.Captures.Count > 0 && payment.Captures.All(capture => capture.Failed && e.OccurredAt <= capture.At);

    /// <summary>The shop says that a payment was settled. What is short then is an exception, as for captures.</summary>
    public static StockDecision Told(StockStates states, ShopCommand command, SettlePayment settle, StockPolicy policy)
    {
        if (SettledBy(states, settle) == settle.Settlement && settle.Settlement.Length > 0)
        {
            var before = $"It was settled by {settle.Settlement} before.";
            return new StockDecision(states.Draft(), [], Disposition.Noop, StockReason.AlreadySettled, before, null, []);
        }

        if (Refusal(states, settle, policy) is { } refusal)
        {
            return CommandDecider.Refused(states, refusal);
        }

        var draft = states.Draft();
        var movements = new Movements(draft);
        var orderRef = draft.Payment(settle.StreamId).OrderRef!;
        var order = LineChecks.ReleaseLapsed(movements, draft.Order(orderRef));
        var lines = order.Lines.Where(line => line.Quantity > 0).ToDictionary(line => line.Key, line => line.Quantity);
        var channel = ChannelOf(settle, policy);
        var verdict = Refunds.AreAllOf(states.Payment(settle.StreamId))
            ? Refunded(states.Payment(settle.StreamId), settle.Settlement)
            : Captures.Deduct(movements, policy, channel, order, lines, atSettlement: true);
        var facts = StockDecider.FactsOf(verdict, movements.Made, e: null, draft, waited: false, channel)
            .Select(fact => FactFrom.Command(command, policy, fact) with
            {
                OrderRef = orderRef,
                Settlement = settle.Settlement,
                Remark = settle.Note,
            })
            .ToList();
        facts.ForEach(fact => StockFold.Apply(draft, settle.StreamId, fact));
        return new StockDecision(draft, facts, verdict.Disposition, verdict.Reason, verdict.Detail, facts[0], []);
    }

    static StockVerdict? Refusal(StockStates states, SettlePayment settle, StockPolicy policy)
    {
        if (string.IsNullOrWhiteSpace(settle.Settlement)
            || settle.Payment.Split('/', 3) is not [{ Length: > 0 }, { Length: > 0 }, { Length: > 0 }])
        {
            return StockVerdict.Refused(
                StockReason.CommandIncomplete, "It names the payment as provider/account/id, and the payout or batch that settled it.");
        }

        var payment = states.Payment(settle.StreamId);
        if (!payment.IsKnown)
        {
            return StockVerdict.Refused(StockReason.PaymentUnknown, $"Nothing is known of payment {settle.Payment}.");
        }

        if (payment.Captures.All(capture => capture.Failed))
        {
            return StockVerdict.Refused(StockReason.OrderNotPaid, $"No capture of payment {settle.Payment} stands{Waiting(payment)}.");
        }

        if (payment.OrderRef is not { } orderRef || states.Order(orderRef).Lines.Count == 0)
        {
            return StockVerdict.Refused(StockReason.OrderUnknown, $"No order with lines is known of payment {settle.Payment}.");
        }

        var order = states.Order(orderRef);
        if (SettledBy(order, settle.StreamId) is { } settlement)
        {
            return StockVerdict.Refused(StockReason.AlreadySettled, $"Payment {settle.Payment} was settled by {settlement}.");
        }

        return Waits(order, policy, ChannelOf(settle, policy))
            ? null
            : StockVerdict.Refused(
                StockReason.SettlementMovesNothing, $"No line of order {orderRef} waits for settlement under the stock policy.");
    }

    /// <summary>The money went back before it was settled: the order gets nothing any more, and the payment counts as settled.</summary>
    static StockVerdict Refunded(PaymentFacts payment, string settlement) =>
        StockVerdict.Noted(StockReason.RefundedBeforeSettlement) with { OrderRef = payment.OrderRef, Settlement = settlement };

    static string Waiting(PaymentFacts payment) => payment.Held.Count > 0 ? "; events of it are held" : "";

    static string? SettledBy(StockStates states, SettlePayment settle) =>
        states.Payment(settle.StreamId).OrderRef is { } orderRef ? SettledBy(states.Order(orderRef), settle.StreamId) : null;

    static string? SettledBy(OrderState order, string streamId) =>
        order.Payments.FirstOrDefault(payment => payment.StreamId == streamId)?.SettledBy;

    static bool Waits(OrderState order, StockPolicy policy, string channel) => order.Lines.Any(line => IsDue(line, policy, channel));

    static bool IsDue(OrderLineState line, StockPolicy policy, string channel) =>
        policy.PolicyOf(channel, line.Sku) == DeductionPolicy.DeductAtSettlement;

    static string ChannelOf(SettlePayment settle, StockPolicy policy) =>
        settle.Payment.Split('/', 3) is [var provider, var account, _] ? policy.ChannelOf(provider, account) : "";
}
