using Ledger.JournalPosting.States;
using Ledger.PaymentEvents;

namespace Ledger.JournalPosting;

/// <summary>
/// Where the thing stands that an event is about, at the time the fact happened: what the order gate of the matrix
/// asks. Some classes are about the payment, others about one capture, refund, dispute or payout of it.
/// </summary>
public static class Standing
{
    /// <summary>Nothing is known.</summary>
    public const string New = "NEW";

    /// <summary>An amount is authorised.</summary>
    public const string Authorized = "AUTHORIZED";

    /// <summary>The authorization was cancelled.</summary>
    public const string Voided = "VOIDED";

    /// <summary>The authorization ran out.</summary>
    public const string Expired = "EXPIRED";

    /// <summary>Money was captured; for what undoes a capture, this very capture was.</summary>
    public const string Captured = "CAPTURED";

    /// <summary>A later outcome of this very capture is known.</summary>
    public const string CaptureFailed = "CAPTURE_FAILED";

    /// <summary>The event is a fee of its own, that belongs to no payment.</summary>
    public const string FeeOnly = "FEE_ONLY";

    /// <summary>This very refund was posted.</summary>
    public const string Refunded = "REFUNDED";

    /// <summary>This very refund failed.</summary>
    public const string RefundFailed = "REFUND_FAILED";

    /// <summary>This very dispute is open.</summary>
    public const string Disputed = "DISPUTED";

    /// <summary>This very dispute is won.</summary>
    public const string DisputeWon = "DISPUTE_WON";

    /// <summary>This very dispute is lost.</summary>
    public const string DisputeLost = "DISPUTE_LOST";

    /// <summary>The payout is on its way.</summary>
    public const string InTransit = "IN_TRANSIT";

    /// <summary>The payout is paid.</summary>
    public const string Paid = "PAID";

    /// <summary>The payout failed.</summary>
    public const string Failed = "FAILED";

    /// <summary>Goods were shipped; nothing about them was recorded since.</summary>
    public const string Shipped = "SHIPPED";

    /// <summary>Goods came back; nothing about them was recorded since.</summary>
    public const string Returned = "RETURNED";

    /// <summary>Returned goods were graded; nothing about them was recorded since.</summary>
    public const string Graded = "GRADED";

    /// <summary>Stock was corrected.</summary>
    public const string Corrected = "CORRECTED";

    static readonly string[] Payment = [New, Authorized, Voided, Expired, Captured];

    /// <summary>All standings an event of a kind can find; empty for a class that is not known.</summary>
    public static IReadOnlyList<string> PossibleFor(string eventClass, string? variant) => EventClass.EffectOf(eventClass, variant) switch
    {
        EventClass.AuthCreated or EventClass.AuthVoided or EventClass.AuthExpired or EventClass.PaymentFailed
            or EventClass.CapturePending or EventClass.DisputeInquiry or EventClass.FraudNotice => Payment,
        EventClass.FxConverted when variant == EventVariant.MoneyOut =>
            [.. Payment, Refunded, RefundFailed, Disputed, DisputeWon, DisputeLost],
        EventClass.FxConverted => [.. Payment, CaptureFailed],
        EventClass.SettlementConfirmed => [.. Payment, InTransit, Paid, Failed],
        EventClass.CaptureSucceeded => [.. Payment, CaptureFailed],
        EventClass.CaptureFailed => [New, Captured, CaptureFailed],
        EventClass.Reversal => [New],
        EventClass.FeePosted => [.. Payment, FeeOnly],
        EventClass.RefundPosted => [.. Payment, Refunded, RefundFailed],
        EventClass.RefundFailed => [New, Refunded, RefundFailed],
        EventClass.ChargebackOpened => [.. Payment, Disputed, DisputeWon, DisputeLost],
        EventClass.ChargebackWon or EventClass.ChargebackLost => [New, Disputed, DisputeWon, DisputeLost],
        EventClass.PayoutInitiated or EventClass.PayoutPaid or EventClass.PayoutFailed =>
            [New, InTransit, Paid, Failed],
        EventClass.ShipmentSent or EventClass.ReturnReceived or EventClass.ReturnGraded or EventClass.StockCorrected =>
            [New, Shipped, Returned, Graded, Corrected],
        _ => [],
    };

    /// <summary>The standing that an event finds.</summary>
    public static string Of(PaymentState state, PaymentEvent e) => e.Effect switch
    {
        EventClass.CaptureSucceeded => OfCapture(state, e),
        EventClass.CaptureFailed => OfFailedCapture(state, e),
        EventClass.Reversal => New,
        EventClass.FxConverted when e.Variant == EventVariant.MoneyOut =>
            OfRefund(state, e.ProviderObjectId) ?? OfDispute(state, e.ProviderObjectId) ?? OfPayment(state),
        EventClass.FxConverted => OfCapture(state, e),
        EventClass.RefundPosted => OfRefund(state, e.ProviderObjectId) ?? OfPayment(state),
        EventClass.RefundFailed => OfRefund(state, e.ProviderObjectId) ?? New,
        EventClass.ChargebackOpened => OfDispute(state, e.ProviderObjectId) ?? OfPayment(state),
        EventClass.ChargebackWon or EventClass.ChargebackLost => OfDispute(state, e.ProviderObjectId) ?? New,
        EventClass.PayoutInitiated or EventClass.PayoutPaid or EventClass.PayoutFailed => state.Payout ?? New,
        EventClass.SettlementConfirmed => state.Payout ?? OfPayment(state),
        EventClass.ShipmentSent or EventClass.ReturnReceived or EventClass.ReturnGraded or EventClass.StockCorrected =>
            state.Goods ?? New,
        EventClass.FeePosted when e.Subject == Subject.Fee => FeeOnly,
        _ => OfPayment(state),
    };

    static string OfPayment(PaymentState state) =>
        state.CapturedMinorUnits() > 0 ? Captured : state.Ended ?? (state.AuthorizedAt is null ? New : Authorized);

    /// <summary>
    /// A capture that happened before the authorization ended is in order, however late it arrives; one that happened
    /// before its own failure was undone by it.
    /// </summary>
    static string OfCapture(PaymentState state, PaymentEvent e)
    {
        foreach (var capture in state.Captures)
        {
            if (capture.Failed && capture.ObjectId == e.ProviderObjectId && e.OccurredAt <= capture.At)
            {
                return CaptureFailed;
            }
        }

        var standing = OfPayment(state);
        return standing is Voided or Expired && e.OccurredAt <= state.EndedAt
            ? state.AuthorizedAt is null ? New : Authorized
            : standing;
    }

    static string OfFailedCapture(PaymentState state, PaymentEvent e)
    {
        var standing = New;
        foreach (var capture in state.Captures)
        {
            if (capture.ObjectId != e.ProviderObjectId)
            {
                continue;
            }

            if (!capture.Failed && capture.At <= e.OccurredAt)
            {
                return Captured;
            }

            standing = CaptureFailed;
        }

        return standing;
    }

    static string? OfRefund(PaymentState state, string refundId)
    {
        foreach (var refund in state.Refunds)
        {
            if (refund.RefundId == refundId)
            {
                return refund.Standing;
            }
        }

        return null;
    }

    static string? OfDispute(PaymentState state, string disputeId)
    {
        foreach (var dispute in state.Disputes)
        {
            if (dispute.DisputeId == disputeId)
            {
                return dispute.Standing;
            }
        }

        return null;
    }
}
