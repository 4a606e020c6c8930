using Ledger.Accounting;
using Ledger.Inventory.Events;
using Ledger.Inventory.Orders;
using Ledger.PaymentEvents;

namespace Ledger.Inventory.Deciding;

/// <summary>
/// Refunds move nothing (R-EV-05, R-IN-05). Once they reach what was captured, a person looks at the order before anything is
/// shipped; when refunds fail and no longer reach it, the order is free again (R-IN-28).
/// </summary>
static class Refunds
{
    /// <summary>Kind of the review.</summary>
    public const string Review = "refunded";

    public static StockVerdict Of(PaymentEvent e, PaymentFacts payment) =>
        payment.OrderRef is null && e.Class == EventClass.RefundPosted && (e.Amounts.Gross ?? e.Amounts.CumulativeGross) is null
            ? StockVerdict.Noop(StockReason.RefundMovesNothing)
            : StockVerdict.Noted(StockReason.RefundMovesNothing) with { OrderRef = payment.OrderRef };

    /// <summary>The payment with a refund, or without one that failed. A refund that has failed does not come back.</summary>
    public static PaymentFacts With(PaymentFacts payment, StockFact fact)
    {
        var failed = fact.Effect == EventClass.RefundFailed;
        var known = MarksOf(payment).FirstOrDefault(refund => refund.ObjectId == fact.ProviderObjectId);
        if (fact.Amount is null && !failed)
        {
            return payment;
        }

        var mark = new RefundMark(
            fact.ProviderObjectId ?? "", Most(known?.Amount, fact.Amount), failed || known?.Failed == true, fact.AmountIsTotal);
        return payment with { Refunds = [.. MarksOf(payment).Where(refund => refund != known), mark] };
    }

    /// <summary>True when all that was captured went back. Amounts that are not stated, or of several currencies, do not tell.</summary>
    public static bool AreAllOf(PaymentFacts payment)
    {
        if (payment.Refunds is null)
        {
            return false;
        }

        var standing = payment.Captures.Where(capture => !capture.Failed).ToList();
        if (standing is not [{ Amount.Currency: var currency }, ..] || standing.Exists(capture => capture.Amount?.Currency != currency))
        {
            return false;
        }

        var captured = Sum(standing.Select(capture => capture.Amount), currency);
        return captured > 0 && Refunded(MarksOf(payment), currency) >= captured;
    }

    /// <summary>The reviews of an order, or of a payment whose order is not known yet, once a fact has changed the payment.</summary>
    public static IReadOnlyList<OrderReview> Reviewed(IReadOnlyList<OrderReview> reviews, PaymentFacts before, PaymentFacts after)
    {
        var (were, are) = (AreAllOf(before), AreAllOf(after));
        if (were == are)
        {
            return reviews;
        }

        var others = reviews.Where(review => review.Kind != Review || !MarksOf(after).Any(refund => refund.ObjectId == review.Id));
        var last = MarksOf(after).LastOrDefault(refund => !refund.Failed);
        return are ? [.. others.Where(review => review.Id != last!.ObjectId), new OrderReview(last!.ObjectId, Review)] : [.. others];
    }

    /// <summary>The order with its reviews; nothing holds what has left already.</summary>
    public static OrderState Reviewed(OrderState order, PaymentFacts before, PaymentFacts after)
    {
        var hasLeft = order.Lines.Count > 0 && order.Lines.All(line => line.Committed == 0 && line.Shipped >= line.Quantity);
        return hasLeft && AreAllOf(after) ? order : order with { Reviews = Reviewed(order.Reviews, before, after) };
    }

    static IReadOnlyList<RefundMark> MarksOf(PaymentFacts payment) => payment.Refunds ?? [];

    /// <summary>Single refunds, or a running total where that tells of more; what failed is in no sum any more.</summary>
    static Int128 Refunded(IReadOnlyList<RefundMark> refunds, Currency currency)
    {
        var total = refunds.Where(refund => refund.IsTotal).Select(refund => Sum([refund.Amount], currency)).DefaultIfEmpty().Max();
        var failed = Sum(refunds.Where(refund => refund.Failed && !refund.IsTotal).Select(refund => refund.Amount), currency);
        var single = Sum(refunds.Where(refund => !refund.Failed && !refund.IsTotal).Select(refund => refund.Amount), currency);
        return Int128.Max(single, total - failed);
    }

    static Int128 Sum(IEnumerable<Money?> amounts, Currency currency) => amounts.Aggregate(
        (Int128)0, (sum, amount) => amount is { } money && money.Currency == currency ? sum + money.MinorUnits : sum);

    static Money? Most(Money? known, Money? told) =>
        known is { } money && told is { } other && (other.Currency != money.Currency || money.MinorUnits > other.MinorUnits)
            ? known
            : told ?? known;
}
