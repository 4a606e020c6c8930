using Ledger.Inventory.Commands;
using Ledger.Inventory.Events;
using Ledger.Inventory.Orders;
using Ledger.Inventory.Policy;
using Ledger.Inventory.Stock;
using Ledger.PaymentEvents;

namespace Ledger.Inventory.Deciding;

/// <summary>Captures commit (R-EV-03), unless the policy waits for settlement; failed captures release (R-IN-04).</summary>
static class Captures
{
    public static StockVerdict Succeeded(PaymentEvent e, Movements movements, StockPolicy policy)
    {
        var payment = movements.Draft.Payment(e.StreamId);
        return payment.Captures.Any(capture => capture.ObjectId == e.ProviderObjectId && capture.Failed && e.OccurredAt <= capture.At)
            ? StockVerdict.Noop(StockReason.CaptureOutcomeKnown)
            : Commit(e, movements, policy, payment, atSettlement: false);
    }

    /// <summary>Commits what the policy gives away with this event.</summary>
    public static StockVerdict Commit(
        PaymentEvent e, Movements movements, StockPolicy policy, PaymentFacts payment, bool atSettlement)
    {
        var stated = StatedLines.Of(e, payment, movements.Draft);
        if (LineChecks.Refusal(stated, payment, policy) is { } refusal)
        {
            return refusal;
        }

        var order = movements.Draft.Order(stated.OrderRef!);
        var restates = !stated.AreWithin(order);
        if (restates && !LineChecks.CanRestate(order, e.StreamId, movements.Draft.AsOf))
        {
            return LineChecks.Contradicted(stated, order) with { PaymentStanding = PaymentStanding.Captured };
        }

        order = LineChecks.ReleaseLapsed(movements, order);
        if (restates)
        {
            LineChecks.ReleaseUnstated(movements, order, stated);
        }

        return Deduct(movements, policy, policy.ChannelOf(e), order, stated.Lines, atSettlement) with
        {
            OrderRef = stated.OrderRef,
            Lines = restates ? stated.AsStated() : null,
            PaymentStanding = PaymentStanding.Captured,
            Settlement = atSettlement ? e.SettlementBatchId ?? e.ProviderObjectId : null,
        };
    }

    /// <summary>Commits of an order's lines those that the policy gives away now: of each all units or none.</summary>
    public static StockVerdict Deduct(
        Movements movements, StockPolicy policy, string channel, OrderState order, IReadOnlyDictionary<StockKey, long> lines,
        bool atSettlement)
    {
        var due = lines
            .Where(line => (policy.PolicyOf(channel, line.Key.Sku) == DeductionPolicy.DeductAtSettlement) == atSettlement)
            .OrderBy(line => line.Key)
            .ToList();
        var shortages = due.Where(line => !TryCommit(movements, order, line.Key, line.Value)).ToList();
        return shortages.Count > 0
            ? Shortage(movements.Draft, [.. shortages.Select(line => line.Key)])
            : movements.Made.Count > 0
                ? StockVerdict.Moved()
                : StockVerdict.Noted(due.Count == 0 ? StockReason.PolicyDefers : StockReason.AlreadyCommitted);
    }

    /// <summary>
    /// Commits units of a line, as far as they were ordered and are not committed yet; all or none, false when some are not there.
    /// </summary>
    static bool TryCommit(Movements movements, OrderState order, StockKey key, long units)
    {
        var line = order.LineOf(key);
        var need = Math.Min(units, Math.Max(units, line?.Quantity ?? 0) - (line?.Committed ?? 0) - (line?.Shipped ?? 0));
        if (need <= 0)
        {
            return true;
        }

        var reserved = Math.Min(need, line?.Reserved ?? 0);
        if (need > reserved && !movements.Draft.Level(key).CanPromise(need - reserved))
        {
            return false;
        }

        movements.Commit(key, need, reserved);
        return true;
    }

    /// <summary>
    /// Gives a paid order what it could not get before, by hand: its capture was an exception, and the goods have come since.
    /// </summary>
    public static (StockVerdict? Refusal, StockMoved? Fact) ByHand(CommitStock command, Movements movements)
    {
        if (CommandDecider.Unusable(command.OrderRef, Array.Empty<OrderLine>(), mayBeEmpty: true) is { } refusal)
        {
            return (refusal, null);
        }

        var order = movements.Draft.Order(command.OrderRef);
        if (order.Payments.All(payment => payment.Standing != PaymentStanding.Captured))
        {
            return (StockVerdict.Refused(StockReason.OrderNotPaid, $"No captured payment stands behind order {command.OrderRef}."), null);
        }

        order = LineChecks.ReleaseLapsed(movements, order);
        var missing = order.Lines.Where(line => line.Reserved + line.Open > 0).OrderBy(line => line.Key).ToList();
        if (missing.Count == 0)
        {
            return (StockVerdict.Refused(
                StockReason.AlreadyCommitted, $"Order {command.OrderRef} has everything that was ordered."), null);
        }

        if (LineChecks.Short(movements.Draft, [.. missing.Select(line => (line.Key, line.Open))]) is { } shortage)
        {
            return (StockVerdict.Refused(StockReason.OutOfStock, shortage), null);
        }

        missing.ForEach(line => movements.Commit(line.Key, line.Reserved + line.Open, line.Reserved));
        return (null, new StockMoved { OrderRef = command.OrderRef, Remark = command.Note });
    }

    static StockVerdict Shortage(StockStates draft, IReadOnlyList<StockKey> keys) => StockVerdict.Raised(
        StockReason.StockShort,
        "The money was taken and the units are not there: "
        + string.Join("; ", keys.Select(key => $"{key} has {Math.Max(0, draft.Level(key).Available)} available")) + ".",
        keys);

    public static StockVerdict Failed(PaymentEvent e, Movements movements)
    {
        var payment = movements.Draft.Payment(e.StreamId);
        if (payment.Captures.Any(capture => capture.ObjectId == e.ProviderObjectId && capture.Failed))
        {
            return StockVerdict.Noop(StockReason.CaptureOutcomeKnown);
        }

        if (payment.OrderRef is not { } orderRef)
        {
            return StockVerdict.Noted(StockReason.NothingReserved);
        }

        var order = movements.Draft.Order(orderRef);
        var capturedAgain = payment.Captures.Any(capture => capture.ObjectId != e.ProviderObjectId && !capture.Failed);
        if (capturedAgain || order.Payments.Any(other => other.StreamId != e.StreamId && other.Standing == PaymentStanding.Captured))
        {
            return StockVerdict.Noted(StockReason.OtherPaymentStands) with
            {
                OrderRef = orderRef,
                PaymentStanding = capturedAgain ? null : PaymentStanding.Ended,
            };
        }

        var otherKeeps = order.Payments.Any(other => other.StreamId != e.StreamId && other.ReservedUntil > movements.Draft.AsOf);
        if (otherKeeps)
        {
            KeepForOpenPayment(order, movements);
        }
        else
        {
            movements.ReleaseAll(order, order.LapsesAt, committedToo: true);
        }

        var verdict = order.Lines.Where(line => line.Shipped > line.Returned).Select(line => line.Key).ToList() is { Count: > 0 } gone
            ? StockVerdict.Raised(StockReason.AlreadyShipped, $"The capture failed, and {string.Join(", ", gone)} has left.", gone)
            : movements.Made.Count > 0
                ? StockVerdict.Moved(StockReason.CaptureFailed)
                : StockVerdict.Noted(otherKeeps ? StockReason.OtherPaymentStands : StockReason.NothingReserved);
        return verdict with { OrderRef = orderRef, PaymentStanding = PaymentStanding.Ended };
    }

    /// <summary>
    /// Nobody has paid for what is committed, and another payment is authorized: it keeps the units, for as long as it keeps any.
    /// </summary>
    static void KeepForOpenPayment(OrderState order, Movements movements)
    {
        foreach (var line in order.Lines.Where(line => line.Committed > 0).OrderBy(line => line.Key))
        {
            movements.Release(line.Key, reserved: 0, line.Committed, lapsedAt: null);
            movements.Reserve(line.Key, line.Committed);
        }
    }
}
