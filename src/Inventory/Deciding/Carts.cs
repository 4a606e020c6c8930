using Ledger.Inventory.Commands;
using Ledger.Inventory.Events;
using Ledger.Inventory.Policy;
using Ledger.PaymentEvents;

namespace Ledger.Inventory.Deciding;

/// <summary>Reservations before payment, and releases by hand.</summary>
static class Carts
{
    public static (StockVerdict? Refusal, StockMoved? Fact) Reserve(ReserveStock command, Movements movements, StockPolicy policy)
    {
        if (CommandDecider.Unusable(command.OrderRef, command.Lines, mayBeEmpty: false) is { } refusal)
        {
            return (refusal, null);
        }

        var keeps = command.Minutes is { } minutes ? TimeSpan.FromMinutes(minutes) : policy.CartDefault;
        if (keeps <= TimeSpan.Zero || keeps > policy.CartMost)
        {
            return (StockVerdict.Refused(
                StockReason.CommandIncomplete, $"{keeps.TotalMinutes} minutes; 1 to {policy.CartMost.TotalMinutes} are possible."), null);
        }

        var order = movements.Draft.Order(command.OrderRef);
        if (!LineChecks.CanRestate(order, streamId: "", movements.Draft.AsOf))
        {
            return (StockVerdict.Refused(
                StockReason.OrderPaid, $"Order {command.OrderRef} has a payment, or units of its own."), null);
        }

        var stated = new StatedLines(command.OrderRef, StatedLines.Sums(command.Lines), Own: true, []);
        order = LineChecks.ReleaseLapsed(movements, order);
        var wanted = stated.Lines
            .Select(line => (line.Key, Units: line.Value - LineChecks.Has(order, line.Key)))
            .Where(line => line.Units > 0)
            .OrderBy(line => line.Key)
            .ToList();
        if (LineChecks.Short(movements.Draft, wanted) is { } shortage)
        {
            return (StockVerdict.Refused(StockReason.OutOfStock, shortage), null);
        }

        LineChecks.ReleaseUnstated(movements, order, stated);
        wanted.ForEach(line => movements.Reserve(line.Key, line.Units));
        return (null, new StockMoved
        {
            OrderRef = command.OrderRef,
            Lines = stated.AsStated(),
            ReservedUntil = movements.Draft.AsOf + keeps,
        });
    }

    /// <summary>Makes what an order has and was not shipped available again: the only way back for refunded goods.</summary>
    public static (StockVerdict? Refusal, StockMoved? Fact) Release(ReleaseStock command, Movements movements, StockPolicy policy)
    {
        if (CommandDecider.Unusable(command.OrderRef, Array.Empty<OrderLine>(), mayBeEmpty: true) is { } refusal)
        {
            return (refusal, null);
        }

        if (!policy.Releases.Contains(command.Reason))
        {
            return (Goods.ReasonUnknown(command.Reason, policy.Releases), null);
        }

        var order = movements.Draft.Order(command.OrderRef);
        if (order.Lines.Count == 0)
        {
            return (StockVerdict.Refused(StockReason.OrderUnknown, $"No order {command.OrderRef} is known here."), null);
        }

        movements.ReleaseAll(order, order.LapsesAt, committedToo: true);
        return movements.Made.Count > 0
            ? (null, new StockMoved { OrderRef = command.OrderRef, Remark = Goods.Remark(command.Reason, command.Note) })
            : (StockVerdict.Refused(StockReason.NothingToRelease, $"Order {command.OrderRef} has nothing that was not shipped."), null);
    }
}
