using Ledger.Inventory.Commands;
using Ledger.Inventory.Events;
using Ledger.Inventory.Orders;
using Ledger.Inventory.Stock;

namespace Ledger.Inventory.Deciding;

/// <summary>Goods that leave, come back and are graded, at cost (M-29 to M-31).</summary>
static class Shipments
{
    /// <summary>Name of a grade: fit to be sold again.</summary>
    public const string Resale = "resale";

    /// <summary>Name of a grade: lost to us.</summary>
    public const string WriteOff = "write-off";

    const int IdLengthMax = 100;

    public static (StockVerdict? Refusal, StockMoved? Fact) Ship(ShipStock command, Movements movements)
    {
        if ((CommandDecider.Unusable(command.OrderRef, command.Lines, mayBeEmpty: true)
            ?? UnusableId(command.ShipmentId, "shipment")) is { } refusal)
        {
            return (refusal, null);
        }

        var order = movements.Draft.Order(command.OrderRef);
        if (order.Lines.Count == 0)
        {
            return (Unknown(command.OrderRef), null);
        }

        if (order.ShipmentIds?.Contains(command.ShipmentId, StringComparer.Ordinal) == true)
        {
            return (StockVerdict.Refused(
                StockReason.ShipmentKnown, $"Shipment {command.ShipmentId} of order {command.OrderRef} has left before."), null);
        }

        if (order.Reviews is [var review, ..])
        {
            return (StockVerdict.Refused(
                StockReason.UnderReview,
                $"Order {command.OrderRef} is under review ({review.Kind} {review.Id}); close the case first."), null);
        }

        var leaves = command.Lines.Count > 0
            ? StatedLines.Sums(command.Lines)
            : order.Lines.Where(line => line.Committed > 0).ToDictionary(line => line.Key, line => line.Committed);
        var refused = leaves.Count == 0
            ? StockVerdict.Refused(StockReason.NotCommitted, $"Nothing belongs to order {command.OrderRef} that was not shipped.")
            : leaves.Select(line => Refusal(order, line.Key, line.Value, movements.Draft)).FirstOrDefault(found => found is not null);
        if (refused is not null)
        {
            return (refused, null);
        }

        foreach (var (key, units) in leaves.OrderBy(line => line.Key))
        {
            var cost = movements.Draft.Level(key).Balance.CostOf(units);
            movements.Make(
                key, MovementKind.Shipped, units,
                b => b with { OnHand = b.OnHand - units, Committed = b.Committed - units, OnHandCost = b.OnHandCost - cost }, cost);
        }

        return (null, new StockMoved { OrderRef = command.OrderRef, Remark = command.ShipmentId, ShipmentId = command.ShipmentId });
    }

    public static (StockVerdict? Refusal, StockMoved? Fact) Return(ReturnStock command, Movements movements)
    {
        if ((CommandDecider.Unusable(command.OrderRef, command.Lines, mayBeEmpty: false)
            ?? UnusableId(command.ReturnId, "return")) is { } refusal)
        {
            return (refusal, null);
        }

        var order = movements.Draft.Order(command.OrderRef);
        if (order.HasReturn(command.ReturnId))
        {
            return (StockVerdict.Refused(
                StockReason.ReturnKnown, $"Return {command.ReturnId} of order {command.OrderRef} has come back before."), null);
        }

        var lines = order.Lines.ToList();
        var refused = StatedLines.Sums(command.Lines).OrderBy(line => line.Key)
            .Select(line => BringBack(movements, lines, line.Key, line.Value)).FirstOrDefault(found => found is not null);
        return refused is null
            ? (null, new StockMoved { OrderRef = command.OrderRef, ReturnId = command.ReturnId, ReturnIsWhole = true })
            : (refused, null);
    }

    /// <summary>Units that left from several locations may come back to one: first those of that location, then the others.</summary>
    static StockVerdict? BringBack(Movements movements, List<OrderLineState> lines, StockKey key, long units)
    {
        var open = units;
        foreach (var line in lines.Where(line => line.Sku == key.Sku).OrderBy(line => line.Location != key.Location).ToList())
        {
            var back = Math.Min(open, line.Shipped - line.Returned);
            var (currency, there) = (movements.Draft.Level(line.Key).Currency, movements.Draft.Level(key).Currency);
            if (back > 0 && currency is not null && there is not null && currency != there)
            {
                return StockVerdict.Refused(
                    StockReason.CurrencyDiffers, $"{line.Key} was shipped at cost in {currency}; {key} is kept in {there}.");
            }

            if (back > 0)
            {
                var cost = StockBalance.Share(line.ShippedCost - line.ReturnedCost, back, line.Shipped - line.Returned);
                movements.Make(
                    key, MovementKind.Returned, back,
                    b => b with { InInspection = b.InInspection + back, InspectionCost = b.InspectionCost + cost }, cost,
                    after => after with { Currency = there ?? currency },
                    orderLocation: line.Location == key.Location ? null : line.Location);
                lines[lines.IndexOf(line)] = line with { Returned = line.Returned + back, ReturnedCost = line.ReturnedCost + cost };
                open -= back;
            }
        }

        return open == 0 ? null : StockVerdict.Refused(StockReason.NotShipped, $"Of {key.Sku} fewer than {units} of the order are out.");
    }

    public static (StockVerdict? Refusal, StockMoved? Fact) Grade(GradeStock command, Movements movements)
    {
        if (command.Grade is not (Resale or WriteOff) || string.IsNullOrWhiteSpace(command.Inspector)
            || (command.Grade == WriteOff && string.IsNullOrWhiteSpace(command.Note)))
        {
            return (StockVerdict.Refused(
                StockReason.CommandIncomplete, $"A grade is {Resale} or {WriteOff}, by an inspector; a write-off has a note."), null);
        }

        var (waiting, refusal) = Waiting(command, movements.Draft.Order(command.OrderRef));
        return waiting is null ? (refusal, null) : (null, Grade(command, waiting, movements));
    }

    /// <summary>The units that are meant; where units of the return wait at several locations the command must say which.</summary>
    static (ReturnedUnits? Found, StockVerdict? Refusal) Waiting(GradeStock command, OrderState order)
    {
        var waiting = order.Returns.Where(back => back.ReturnId == command.ReturnId && back.Sku == command.Sku).ToList();
        if (command.Location is null && waiting.Count > 1)
        {
            return (null, StockVerdict.Refused(
                StockReason.CommandIncomplete,
                $"{command.Sku} of return {command.ReturnId} waits at "
                + $"{string.Join(" and ", waiting.Select(back => back.Location))}: say which."));
        }

        var found = waiting.Find(back => command.Location is null || back.Location == command.Location);
        return found is null || command.Quantity < 1 || command.Quantity > found.Quantity
            ? (null, StockVerdict.Refused(
                StockReason.ReturnUnknown, $"No return {command.ReturnId} has {command.Quantity} of {command.Sku} to be graded."))
            : (found, null);
    }

    static StockMoved Grade(GradeStock command, ReturnedUnits waiting, Movements movements)
    {
        var units = command.Quantity;
        var cost = StockBalance.Share(waiting.Cost, units, waiting.Quantity);
        var resale = command.Grade == Resale;
        movements.Make(
            waiting.Key, resale ? MovementKind.Restocked : MovementKind.WrittenOff, units,
            b => b with
            {
                InInspection = b.InInspection - units,
                InspectionCost = b.InspectionCost - cost,
                OnHand = b.OnHand + (resale ? units : 0),
                OnHandCost = b.OnHandCost + (resale ? cost : 0),
                Damaged = b.Damaged + (!resale && command.Keep ? units : 0),
            },
            cost);
        return new StockMoved
        {
            OrderRef = command.OrderRef,
            ReturnId = command.ReturnId,
            Grade = command.Grade,
            Inspector = command.Inspector,
            Remark = command.Note,
        };
    }

    static StockVerdict? Refusal(OrderState order, StockKey key, long units, StockStates draft) =>
        order.LineOf(key) is not { } line || line.Committed < units
            ? StockVerdict.Refused(
                StockReason.NotCommitted,
                $"{order.LineOf(key)?.Committed ?? 0} of {key} belong to the order and were not shipped, not {units}.")
            : draft.Level(key).Balance.OnHand < units
                ? StockVerdict.Refused(StockReason.NotOnHand, $"{draft.Level(key).Balance.OnHand} of {key} are on hand, not {units}.")
                : null;

    /// <summary>Why an id cannot tell one shipment or return from another; null when it can.</summary>
    static StockVerdict? UnusableId(string id, string of) =>
        string.IsNullOrWhiteSpace(id) || id.Length > IdLengthMax || id.Trim().Length != id.Length
            ? StockVerdict.Refused(
                StockReason.CommandIncomplete, $"The id of the {of} has 1 to {IdLengthMax} characters, and no space around them.")
            : null;

    static StockVerdict Unknown(string orderRef) =>
        StockVerdict.Refused(StockReason.OrderUnknown, $"No order {orderRef} is known here.");
}
