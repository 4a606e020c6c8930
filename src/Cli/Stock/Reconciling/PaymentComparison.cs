using Ledger.Inventory.Orders;
using Ledger.JournalPosting;

namespace Ledger.Cli.Stock.Reconciling;

/// <summary>Compares what the journal and the inventory know of one payment. Pure.</summary>
/// <param name="awaitsSettlement">True for a SKU whose units are given away only when this payment is settled.</param>
/// <param name="now">The instant of the comparison.</param>
/// <param name="window">Differences younger than that are in flight.</param>
sealed class PaymentComparison(Func<string, string, bool> awaitsSettlement, DateTimeOffset now, TimeSpan window)
{
    /// <summary>Compares; one side may be missing.</summary>
    /// <param name="journal">The journal's; null when it does not know the payment.</param>
    /// <param name="stock">The inventory's; null when it does not know it.</param>
    /// <param name="saidNoGoods">True when the inventory has noted that the payment sells nothing, or a person has discarded it.</param>
    public Finding Of(JournalSide? journal, StockSide? stock, bool saidNoGoods)
    {
        var found = (journal, stock) switch
        {
            (not null, null) => JournalOnly(journal, saidNoGoods),
            (null, not null) => StockOnly(stock),
            (not null, { KnowsNoGoods: true }) when saidNoGoods => JournalOnly(journal, saidNoGoods),
            (not null, not null) when journal.IsCaptured => Captured(journal, stock),
            (not null, not null) => NotCaptured(journal, stock),
            _ => throw new ArgumentException("A payment is known to one side at least.", nameof(journal)),
        };
        var young = now - Since(journal, stock) < window;
        return young && Finding.OutcomeOf(found.Code) == Finding.Unmatched
            ? new Finding(ReconcileCode.InFlight, $"{Finding.NameOf(found.Code)}, but recorded just now. {found.Detail}")
            : found;
    }

    /// <summary>When either side has last recorded anything about it.</summary>
    public static DateTimeOffset Since(JournalSide? journal, StockSide? stock) =>
        journal?.RecordedAt > stock?.RecordedAt ? journal!.RecordedAt : (stock?.RecordedAt ?? journal!.RecordedAt);

    static Finding JournalOnly(JournalSide journal, bool saidNoGoods) =>
        saidNoGoods || (!journal.IsCaptured && journal.State is { AuthorizedAt: null, Ended: null, Captures.Count: 0 })
            ? new(ReconcileCode.NoGoods, "It sells nothing that is stocked, or its event was discarded.")
            : journal.IsCaptured
                ? new(ReconcileCode.CapturedNotCommitted, "The money was taken; the inventory has recorded nothing about it.")
                : new(ReconcileCode.Authorized, $"Not captured ({journal.State.Status}), and nothing is kept for it.");

    static Finding StockOnly(StockSide stock) =>
        new(ReconcileCode.PaymentUnknown, $"The journal does not know the payment; the inventory has {Units(stock.Order)}.");

    Finding Captured(JournalSide journal, StockSide stock)
    {
        var order = stock.Order;
        var knows = stock.Facts.Captures.Any(capture => !capture.Failed);
        if (stock.IsShort)
        {
            return new(ReconcileCode.Short, $"The money was taken and units were not there: {Units(order)}.");
        }

        if (stock.Facts.Held is [var held, ..])
        {
            return new(ReconcileCode.HeldForData, $"Event {held.Event.EventId} waits for: {string.Join(", ", held.Missing)}.");
        }

        if (journal.State.Status == Standing.Refunded && !order.IsPaidOtherwise(stock.StreamId, now))
        {
            return Refunded(order);
        }

        if (journal.State.Status == Standing.Disputed && order.Reviews.Count == 0)
        {
            return new(ReconcileCode.DisputedNotHeld, $"The payment is disputed, and no review holds the order: {Units(order)}.");
        }

        if (order.Reviews is [var review, ..])
        {
            return new(ReconcileCode.UnderReview, $"Under review: {review.Kind} {review.Id}; {Units(order)}.");
        }

        var open = order.Lines.Where(line => line.Quantity > line.Committed + line.Shipped).ToList();
        return open.Count == 0 && stock.Facts.OrderRef is not null
            ? Given(order)
            : open.Count > 0 && open.TrueForAll(line => awaitsSettlement(stock.StreamId, line.Sku))
                ? new(ReconcileCode.AwaitsSettlement, $"{Units(order)}; the units are given away at settlement.")
                : knows && journal.IsPartial && stock.HasUnits
                    ? new(ReconcileCode.CapturedAndCommitted, $"Captured in part; {Units(order)}")
                    : new(ReconcileCode.CapturedNotCommitted, $"The money was taken; the order has {Units(order)}.");
    }

    /// <summary>Goods without a refund are told (M-29); whether one is due, the shop knows.</summary>
    static Finding Given(OrderState order) => !order.Refunded && order.Lines.Any(line => line.Returned > 0)
        ? new(ReconcileCode.ReturnedNotRefunded, $"Goods came back and no money went back: {Units(order)}.")
        : new(ReconcileCode.CapturedAndCommitted, Units(order));

    static Finding Refunded(OrderState order) =>
        order.Lines.Any(line => line.Committed > 0)
            ? new(ReconcileCode.RefundedStillCommitted, $"All money went back; the order still has {Units(order)}.")
            : order.Lines.Any(line => line.Shipped > line.Returned)
                ? new(ReconcileCode.RefundedGoodsOut, $"All money went back; {Units(order)}.")
                : new(ReconcileCode.EndedAndReleased, $"All money went back; {Units(order)}.");

    Finding NotCaptured(JournalSide journal, StockSide stock)
    {
        var order = stock.Order;
        if (stock.HasUnits && !order.Payments.Any(other => other.StreamId != stock.StreamId && other.Standing == PaymentStanding.Captured))
        {
            return new(ReconcileCode.CommittedNotCaptured, $"The journal says {journal.State.Status}; the order has {Units(order)}.");
        }

        if (stock.Facts.Held is [var held, ..])
        {
            return new(ReconcileCode.HeldForData, $"Event {held.Event.EventId} waits for: {string.Join(", ", held.Missing)}.");
        }

        if (!journal.IsOver)
        {
            return new(ReconcileCode.Authorized, $"The journal says {journal.State.Status}; {Units(order)}.");
        }

        return order.Reserves && !order.HasLapsed(now) && order.CartUntil is null && !order.IsPaidOtherwise(stock.StreamId, now)
            ? new(ReconcileCode.EndedStillReserved, $"The journal says {journal.State.Status}; the order still has {Units(order)}.")
            : new(ReconcileCode.EndedAndReleased, $"The journal says {journal.State.Status}; {Units(order)}.");
    }

    static string Units(OrderState order) => order.Lines.Count == 0
        ? "no lines"
        : string.Join("; ", order.Lines.Select(line =>
            $"{line.Key}: {line.Quantity} ordered, {line.Reserved} reserved, {line.Committed} committed, {line.Shipped} shipped, "
            + $"{line.Returned} returned"));
}
