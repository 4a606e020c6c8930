using Ledger.Inventory.Events;
using Ledger.Inventory.Orders;
using Ledger.Inventory.Stock;
using Ledger.PaymentEvents;

namespace Ledger.Inventory.Deciding;

/// <summary>What a fact does to an order.</summary>
static class OrderFold
{
    public static OrderState Of(OrderState order, string streamId, StockFact fact, IReadOnlyList<StockMovement> movements)
    {
        if (fact.Lines is { } lines)
        {
            order = order with { Lines = Stated(order.Lines, lines) };
        }

        foreach (var movement in movements)
        {
            order = Moved(order, movement, (fact as StockMoved)?.ReturnId);
        }

        if (fact is StockMoved moved)
        {
            order = Documented(order, moved);
        }

        if (fact.PaymentStanding is { } standing)
        {
            order = order with
            {
                CartUntil = standing == PaymentStanding.Ended ? order.CartUntil : null,
                Payments = Standing(order.Payments, streamId, standing, fact.ReservedUntil),
            };
        }
        else if (fact.ReservedUntil is { } cartUntil)
        {
            order = order with { CartUntil = cartUntil };
        }

        if (fact.Settlement is { } settlement)
        {
            order = order with { Payments = Settled(order.Payments, streamId, settlement) };
        }

        if (fact is StockExceptionRaised { PaymentStanding: null } || fact is StockNoted { Disposition: Disposition.Noop })
        {
            return order;
        }

        // A failed capture is investigated where it has moved stock, or has left the order with some (R-IN-04).
        var investigate = fact.Effect != EventClass.CaptureFailed || movements.Count > 0
            || order.Lines.Any(line => line.Committed + line.Shipped > 0);
        return order with
        {
            Refunded = order.Refunded || fact.Class == EventClass.RefundPosted,
            Reviews = investigate ? Reviewed(order.Reviews, fact) : order.Reviews,
        };
    }

    /// <summary>The reviews behind a fact: disputes and failed captures open them, won ones and people close them.</summary>
    public static IReadOnlyList<OrderReview> Reviewed(IReadOnlyList<OrderReview> reviews, StockFact fact)
    {
        var id = fact is StockCaseClosed closed ? closed.CaseId : fact.ProviderObjectId;
        var kind = fact.Effect switch
        {
            EventClass.ChargebackOpened => "chargeback",
            EventClass.ChargebackLost => "chargeback-lost",
            EventClass.CaptureFailed => "capture-failed",
            EventClass.ChargebackWon => null,
            _ when fact is StockCaseClosed => null,
            _ => "",
        };
        return kind switch
        {
            "" => reviews,
            null => [.. reviews.Where(review => review.Id != id)],
            _ => [.. reviews.Where(review => review.Id != id), new OrderReview(id ?? "", kind)],
        };
    }

    /// <summary>Stated lines keep what they have; those no longer stated stay as long as they have anything.</summary>
    static List<OrderLineState> Stated(IReadOnlyList<OrderLineState> known, IReadOnlyList<OrderLine> stated)
    {
        var lines = stated
            .GroupBy(line => new StockKey(line.Sku!, line.Location!), line => (long)line.Quantity!)
            .Select(units => (known.FirstOrDefault(line => line.Key == units.Key)
                ?? new OrderLineState(units.Key.Sku, units.Key.Location, 0)) with
            { Quantity = units.Sum() })
            .ToList();
        lines.AddRange(known
            .Where(line => line.Reserved + line.Committed + line.Shipped > 0 && !lines.Exists(other => other.Key == line.Key))
            .Select(line => line with { Quantity = 0 }));
        return lines;
    }

    static OrderState Moved(OrderState order, StockMovement movement, string? returnId)
    {
        var key = movement.OrderLocation is { } location ? new StockKey(movement.Sku, location) : movement.Key;
        var reserved = movement.After.Reserved - movement.Before.Reserved;
        var committed = movement.After.Committed - movement.Before.Committed;
        var shipped = movement.Kind == MovementKind.Shipped;
        var returned = movement.Kind == MovementKind.Returned;
        order = order with
        {
            Lines =
            [
                .. order.Lines.Select(line => line.Key != key ? line : line with
                {
                    Reserved = line.Reserved + reserved,
                    Committed = line.Committed + committed,
                    Shipped = line.Shipped + (shipped ? movement.Quantity : 0),
                    ShippedCost = line.ShippedCost + (shipped ? movement.Cost : 0),
                    Returned = line.Returned + (returned ? movement.Quantity : 0),
                    ReturnedCost = line.ReturnedCost + (returned ? movement.Cost : 0),
                }),
            ],
        };
        return returnId is null ? order : order with { Returns = Graded(order.Returns, movement, returnId, returned) };
    }

    /// <summary>Keeps the ids by which a shipment or a return is told from the next one (dedup key of R-IN-29).</summary>
    static OrderState Documented(OrderState order, StockMoved moved) => order with
    {
        ShipmentIds = moved.ShipmentId is { } shipment ? [.. order.ShipmentIds ?? [], shipment] : order.ShipmentIds,
        ReturnIds = moved is { ReturnIsWhole: true, ReturnId: { } back } ? [.. order.ReturnIds ?? [], back] : order.ReturnIds,
    };

    static List<ReturnedUnits> Graded(
        IReadOnlyList<ReturnedUnits> returns, StockMovement movement, string returnId, bool comesBack)
    {
        var all = returns.ToList();
        var at = all.FindIndex(units => units.ReturnId == returnId && units.Key == movement.Key);
        var (quantity, cost) = comesBack ? (movement.Quantity, movement.Cost) : (-movement.Quantity, -movement.Cost);
        var units = at < 0 ? new ReturnedUnits(returnId, movement.Sku, movement.Location, 0, 0) : all[at];
        units = units with { Quantity = units.Quantity + quantity, Cost = units.Cost + cost };
        if (at >= 0)
        {
            all.RemoveAt(at);
        }

        if (units.Quantity > 0)
        {
            all.Insert(at < 0 ? all.Count : at, units);
        }

        return all;
    }

    static IReadOnlyList<OrderPayment> Standing(
        IReadOnlyList<OrderPayment> payments, string streamId, string standing, DateTimeOffset? until)
    {
        var before = payments.FirstOrDefault(known => known.StreamId == streamId);
        var payment = new OrderPayment(
            streamId, standing, standing == PaymentStanding.Ended ? null : until ?? before?.ReservedUntil)
        {
            // What is paid anew after it had failed is settled anew.
            SettledBy = standing == PaymentStanding.Ended ? null : before?.SettledBy,
        };
        return before is not null
            ? [.. payments.Select(known => known.StreamId == streamId ? payment : known)]
            : [.. payments, payment];
    }

    static IReadOnlyList<OrderPayment> Settled(IReadOnlyList<OrderPayment> payments, string streamId, string settlement) =>
    [
        .. payments.Select(known => known.StreamId == streamId ? known with { SettledBy = known.SettledBy ?? settlement } : known),
        .. payments.Any(known => known.StreamId == streamId)
            ? []
            : (OrderPayment[])[new OrderPayment(streamId, PaymentStanding.Captured, null) { SettledBy = settlement }],
    ];
}
