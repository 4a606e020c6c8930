using Ledger.Inventory.Orders;
using Ledger.Inventory.Policy;
using Ledger.PaymentEvents;

namespace Ledger.Inventory.Deciding;

/// <summary>
/// What each class of canonical event means for stock: the inventory column of the trigger matrix (R-IN-01, R-EV-02 to R-EV-08).
/// </summary>
static class PaymentJudge
{
    /// <summary>Judges an event; moves what it moves.</summary>
    public static StockVerdict Judge(PaymentEvent e, Movements movements, StockPolicy policy) => e.Effect switch
    {
        _ when e.Provider == GoodsSource.Provider => StockVerdict.Noop(StockReason.OwnFact),
        _ when e.Subject == Subject.Payment && string.IsNullOrWhiteSpace(e.PaymentId) => WithoutPayment(e, movements.Draft, policy),
        EventClass.AuthCreated => Authorizations.Created(e, movements, policy),
        EventClass.AuthVoided or EventClass.AuthExpired => Authorizations.Over(e, movements),
        EventClass.PaymentFailed => Authorizations.AttemptFailed(e, movements),
        EventClass.CaptureSucceeded => Captures.Succeeded(e, movements, policy),
        EventClass.CaptureFailed => Captures.Failed(e, movements),
        EventClass.SettlementConfirmed => Settlements.Confirmed(e, movements, policy),
        EventClass.RefundPosted or EventClass.RefundFailed => Refunds.Of(e, movements.Draft.Payment(e.StreamId)),
        EventClass.ChargebackOpened => Disputed(e, movements),
        EventClass.ChargebackWon => Review(e, movements, StockReason.ReviewLifted),
        EventClass.ChargebackLost => Review(e, movements, StockReason.ItemStatusReview),
        _ => StockVerdict.Noop(StockReason.NoStockEffect),
    };

    /// <summary>Held whatever it says: events without a payment have nothing in common but that.</summary>
    static StockVerdict WithoutPayment(PaymentEvent e, StockStates draft, StockPolicy policy) => e.Class switch
    {
        EventClass.AuthCreated or EventClass.CaptureSucceeded =>
            LineChecks.Refusal(StatedLines.Of(e, PaymentFacts.None, draft), PaymentFacts.None, policy)!,
        _ when EventClass.StandsBeside(e.Class) => StockVerdict.Noop(StockReason.NoStockEffect),
        EventClass.CapturePending or EventClass.DisputeInquiry or EventClass.FraudNotice => StockVerdict.Noop(StockReason.NoStockEffect),
        EventClass.SettlementConfirmed when !policy.DeductsAtSettlement(policy.ChannelOf(e)) =>
            StockVerdict.Noop(StockReason.SettlementMovesNothing),
        _ => StockVerdict.Held(StockReason.PaymentIdMissing, [StatedLines.PaymentId]),
    };

    /// <summary>A dispute whose end came first is not opened again.</summary>
    static StockVerdict Disputed(PaymentEvent e, Movements movements)
    {
        var known = movements.Draft.Payment(e.StreamId).Decided.FirstOrDefault(decided => decided.Id == e.ProviderObjectId);
        return known is null
            ? Review(e, movements, StockReason.HeldForReview)
            : StockVerdict.Noop(known.Kind == EventClass.ChargebackWon ? StockReason.ReviewLifted : StockReason.ItemStatusReview);
    }

    static StockVerdict Review(PaymentEvent e, Movements movements, StockReason reason) =>
        StockVerdict.Noted(reason) with { OrderRef = movements.Draft.Payment(e.StreamId).OrderRef };
}
