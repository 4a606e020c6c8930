using Ledger.Inventory.Orders;
using Ledger.Inventory.Policy;
using Ledger.Inventory.Stock;
using Ledger.PaymentEvents;

namespace Ledger.Inventory.Deciding;

/// <summary>Authorizations reserve (R-EV-02); their end releases (R-IN-03).</summary>
static class Authorizations
{
    public static StockVerdict Created(PaymentEvent e, Movements movements, StockPolicy policy)
    {
        var draft = movements.Draft;
        var payment = draft.Payment(e.StreamId);
        if (e.OccurredAt < payment.AuthorizedAt)
        {
            return StockVerdict.Noop(StockReason.AttemptSuperseded);
        }

        var stated = StatedLines.Of(e, payment, draft);
        if (payment.Captures.Any(capture => !capture.Failed))
        {
            return Overtaken(StockReason.AlreadyCaptured, e, stated, payment, draft);
        }

        if (payment.EndedAt >= e.OccurredAt || payment.Captures.Any(capture => capture.At >= e.OccurredAt))
        {
            return Overtaken(StockReason.AuthorizationEnded, e, stated, payment, draft);
        }

        if (LineChecks.Refusal(stated, payment, policy) is { } refusal)
        {
            return refusal;
        }

        var until = Instant.Kept(e.OccurredAt + policy.AuthorizationWindow(e.Provider, e.PaymentMethod));
        if (until <= draft.AsOf)
        {
            return Overtaken(StockReason.AuthorizationLapsed, e, stated, payment, draft);
        }

        var order = draft.Order(stated.OrderRef!);
        if (!stated.AreThoseOf(order) && !LineChecks.CanRestate(order, e.StreamId, draft.AsOf))
        {
            return LineChecks.Contradicted(stated, order);
        }

        return Reserve(e, movements, policy, stated, order, until);
    }

    /// <summary>Reserves nothing any more; what it says of the order, which a capture may not repeat, is still true.</summary>
    static StockVerdict Overtaken(StockReason reason, PaymentEvent e, StatedLines stated, PaymentFacts payment, StockStates draft)
    {
        if (!stated.Own || stated.Missing.Count > 0 || (payment.OrderRef ?? stated.OrderRef) != stated.OrderRef)
        {
            return StockVerdict.Noop(reason);
        }

        var order = draft.Order(stated.OrderRef!);
        var isMore = !stated.AreThoseOf(order) && stated.Contain(order) && !order.IsPaidOtherwise(e.StreamId, draft.AsOf);
        return isMore
            ? StockVerdict.Noop(reason) with { OrderRef = stated.OrderRef, Lines = stated.AsStated() }
            : StockVerdict.Noop(reason);
    }

    static StockVerdict Reserve(
        PaymentEvent e, Movements movements, StockPolicy policy, StatedLines stated, OrderState order, DateTimeOffset until)
    {
        order = LineChecks.ReleaseLapsed(movements, order);
        var channel = policy.ChannelOf(e);
        var kept = stated.Lines.Where(line => policy.PolicyOf(channel, line.Key.Sku) == DeductionPolicy.ReserveOnAuth).ToList();
        var wanted = kept
            .Select(line => (line.Key, Units: line.Value - LineChecks.Has(order, line.Key)))
            .Where(line => line.Units > 0)
            .OrderBy(line => line.Key)
            .ToList();
        var verdict = StockVerdict.Moved() with
        {
            OrderRef = stated.OrderRef,
            Lines = stated.AreThoseOf(order) ? null : stated.AsStated(),
            PaymentStanding = PaymentStanding.Open,
            ReservedUntil = until,
        };
        if (LineChecks.Short(movements.Draft, wanted) is { } shortage)
        {
            // What a cart holds stays the cart's; the payment has no claim.
            return StockVerdict.Refused(StockReason.OutOfStock, shortage) with
            {
                OrderRef = stated.OrderRef,
                Lines = order.Lines.Count == 0 ? stated.AsStated() : null,
            };
        }

        LineChecks.ReleaseUnstated(movements, order, stated);
        wanted.ForEach(line => movements.Reserve(line.Key, line.Units));
        return movements.Made.Count > 0
            ? verdict
            : verdict with { Disposition = Disposition.Noted, Reason = WhyNothing(order, kept.Count) };
    }

    static StockReason WhyNothing(OrderState order, int kept) =>
        kept == 0 ? StockReason.PolicyDefers
        : order.CartUntil is not null ? StockReason.ReservationTakenOver
        : order.Reserves ? StockReason.AlreadyReserved
        : StockReason.AlreadyCommitted;

    /// <summary>Cancelled or run out: what is reserved is released, unless another payment keeps it.</summary>
    public static StockVerdict Over(PaymentEvent e, Movements movements)
    {
        var payment = movements.Draft.Payment(e.StreamId);
        if (e.OccurredAt < payment.AuthorizedAt)
        {
            return StockVerdict.Noop(StockReason.AttemptSuperseded);
        }

        if (StatedLines.OrderOf(e, payment) is not { } orderRef)
        {
            return StockVerdict.Noted(StockReason.NothingReserved);
        }

        var order = movements.Draft.Order(orderRef);
        var ends = payment.Captures.Any(capture => !capture.Failed) ? null : PaymentStanding.Ended;
        return End(e, movements, order, StockReason.AuthorizationOver) with { OrderRef = orderRef, PaymentStanding = ends };
    }

    /// <summary>An attempt failed: what was reserved for it is released when no other stands.</summary>
    public static StockVerdict AttemptFailed(PaymentEvent e, Movements movements)
    {
        var payment = movements.Draft.Payment(e.StreamId);
        if (payment.Captures.Any(capture => !capture.Failed))
        {
            return StockVerdict.Noop(StockReason.AlreadyCaptured);
        }

        if (e.OccurredAt <= payment.AuthorizedAt)
        {
            return StockVerdict.Noop(StockReason.AttemptSuperseded);
        }

        // Even of a payment nobody has heard of it is kept: its authorization may come late.
        return payment.OrderRef is not { } orderRef
            ? StockVerdict.Noted(StockReason.NothingReserved)
            : End(e, movements, movements.Draft.Order(orderRef), StockReason.AttemptFailed) with
            {
                OrderRef = orderRef,
                PaymentStanding = PaymentStanding.Ended,
            };
    }

    static StockVerdict End(PaymentEvent e, Movements movements, OrderState order, StockReason reason)
    {
        if (order.IsPaidOtherwise(e.StreamId, movements.Draft.AsOf))
        {
            return StockVerdict.Noted(StockReason.OtherPaymentStands);
        }

        if (order.Payments.All(payment => payment.StreamId != e.StreamId) || !order.Reserves)
        {
            return StockVerdict.Noted(StockReason.NothingReserved);
        }

        movements.ReleaseAll(order, order.LapsesAt, committedToo: false);
        return StockVerdict.Moved(reason);
    }
}
