using Ledger.Inventory.Events;
using Ledger.Inventory.Orders;
using Ledger.PaymentEvents;

namespace Ledger.Inventory.Deciding;

/// <summary>
/// What a fact does to the states: the same for a decision that is being made and for a rebuild from the stream.
/// </summary>
static class StockFold
{
    public static void Apply(StockStates states, string streamId, StockFact fact)
    {
        var movements = fact is StockMoved moved ? moved.Movements : [];
        foreach (var movement in movements)
        {
            states.Set(movement.Key, movement.LevelAfter(states.Level(movement.Key)));
        }

        if (fact.HeldIn is { } place)
        {
            var waited = states.Payment(place);
            states.Set(place, waited with
            {
                Held = [.. waited.Held.Where(waiting => waiting.Event.EventId != fact.EventId)],
                Supplied = [.. (waited.Supplied ?? []).Where(known => known.EventId != fact.EventId), new(fact.EventId, streamId)],
            });
        }

        var before = fact.IsOfPayment ? states.Payment(streamId) : PaymentFacts.None;
        if (fact.IsOfPayment)
        {
            var payment = Of(before, fact);
            states.Set(streamId, payment.OrderRef is null
                ? payment with { Reviews = Refunds.Reviewed(payment.Reviews, before, payment) }
                : payment);
        }

        if (fact.OrderRef is { } orderRef)
        {
            var order = OrderFold.Of(states.Order(orderRef), streamId, fact, movements);
            states.Set(orderRef, fact.IsOfPayment ? WithReviews(order, states, streamId, before) : order);
        }

        switch (fact)
        {
            case StockExceptionRaised raised:
                Open(states, CaseKind.Exception, raised.Id, streamId, null, null);
                break;
            case CorrectionRequested asked:
                Open(states, CaseKind.Correction, asked.EventId, streamId, asked.Correction, asked.Actor);
                break;
            case StockMoved { CorrectionId: { } corrected }:
                states.SetCase(corrected.ToString(), null);
                break;
            case StockCaseClosed closed:
                states.SetCase(closed.CaseId, null);
                break;
        }
    }

    static void Open(
        StockStates states, string kind, Guid id, string streamId, Commands.Correction? correction, string? actor) =>
        states.SetCase(id.ToString(), new OpenCase(id.ToString(), kind, streamId, correction, actor));

    static PaymentFacts Of(PaymentFacts payment, StockFact fact)
    {
        var held = fact.ReleasedFromHold || fact is StockEventHeld
            ? [.. payment.Held.Where(waiting => waiting.Event.EventId != fact.EventId)]
            : payment.Held;
        if (fact is StockEventHeld { Event: { } e } hold)
        {
            return payment with { Held = [.. held, new HeldStockEvent(e, hold.Missing, hold.TraceId)] };
        }

        payment = payment with { Held = held, OrderRef = fact.OrderRef ?? payment.OrderRef };
        if (fact is StockExceptionRaised { PaymentStanding: null } || fact is StockNoted { Disposition: Disposition.Noop })
        {
            return payment;
        }

        return fact.Effect switch
        {
            EventClass.AuthCreated => payment with { AuthorizedAt = Latest(payment.AuthorizedAt, fact.OccurredAt) },
            EventClass.AuthVoided or EventClass.AuthExpired => payment with { EndedAt = Latest(payment.EndedAt, fact.OccurredAt) },
            // An authorization of the same instant is the attempt after the one that failed.
            EventClass.PaymentFailed => payment with { EndedAt = Latest(payment.EndedAt, fact.OccurredAt.AddTicks(-1)) },
            EventClass.CaptureSucceeded => payment with { Captures = With(payment.Captures, fact, failed: false) },
            EventClass.CaptureFailed => payment with { Captures = With(payment.Captures, fact, failed: true) },
            EventClass.RefundPosted or EventClass.RefundFailed => Refunds.With(payment, fact),
            EventClass.ChargebackOpened or EventClass.ChargebackWon or EventClass.ChargebackLost => Disputed(payment, fact),
            _ => payment,
        };
    }

    static PaymentFacts Disputed(PaymentFacts payment, StockFact fact) => payment with
    {
        Reviews = payment.OrderRef is null ? OrderFold.Reviewed(payment.Reviews, fact) : payment.Reviews,
        Decided = fact.Class == EventClass.ChargebackOpened
            ? payment.Decided
            :
            [
                .. payment.Decided.Where(known => known.Id != fact.ProviderObjectId),
                new OrderReview(fact.ProviderObjectId ?? "", fact.Class),
            ],
    };

    static IReadOnlyList<CaptureMark> With(IReadOnlyList<CaptureMark> captures, StockFact fact, bool failed) =>
    [
        .. captures.Where(capture => capture.ObjectId != fact.ProviderObjectId),
        new CaptureMark(fact.ProviderObjectId ?? "", fact.OccurredAt, failed, failed ? null : fact.Amount),
    ];

    static DateTimeOffset Latest(DateTimeOffset? known, DateTimeOffset at) => known > at ? known.Value : at;

    /// <summary>Refunds of all that was captured hold the order; so do disputes and refunds that came before it was known.</summary>
    static OrderState WithReviews(OrderState order, StockStates states, string streamId, PaymentFacts before)
    {
        var payment = states.Payment(streamId);
        order = Refunds.Reviewed(order, before, payment);
        if (payment.Reviews.Count == 0)
        {
            return order;
        }

        states.Set(streamId, payment with { Reviews = [] });
        return order with { Reviews = [.. order.Reviews, .. payment.Reviews] };
    }
}
