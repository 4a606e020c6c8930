using Ledger.Accounting;
using Ledger.JournalPosting.Events;
using Ledger.PaymentEvents;

namespace Ledger.JournalPosting.States;

/// <summary>What each class of event does to the state.</summary>
static class PaymentStateMoves
{
    public static PaymentState Move(PaymentState state, JournalFact fact) => EventClass.EffectOf(fact.Class, fact.Variant) switch
    {
        EventClass.AuthCreated => state with { Authorized = fact.Amounts.Gross, AuthorizedAt = fact.OccurredAt },
        EventClass.AuthVoided => state with { Ended = Standing.Voided, EndedAt = fact.OccurredAt },
        EventClass.AuthExpired => state with { Ended = Standing.Expired, EndedAt = fact.OccurredAt },
        EventClass.CaptureSucceeded => state with
        {
            Captures = [.. state.Captures, CaptureOf(fact, fact.Amounts.Gross, failed: false)],
        },
        EventClass.CaptureFailed => FailCapture(state, fact),
        EventClass.RefundPosted => StateRefund(state, fact, Standing.Refunded, fact.Amounts.Gross),
        EventClass.RefundFailed => FailRefund(state, fact),
        EventClass.ChargebackOpened => StateDispute(state, fact, Standing.Disputed),
        EventClass.ChargebackWon => StateDispute(state, fact, Standing.DisputeWon),
        EventClass.ChargebackLost => StateDispute(state, fact, Standing.DisputeLost),
        EventClass.FeePosted => state with
        {
            Fees = [.. state.Fees, new(fact.ProviderObjectId, fact.Variant, fact.Amounts.Gross)],
        },
        EventClass.PayoutInitiated => state with { Payout = Standing.InTransit, PayoutAmount = fact.Amounts.Gross },
        EventClass.PayoutPaid => state with { Payout = Standing.Paid },
        EventClass.PayoutFailed => state with { Payout = Standing.Failed },
        EventClass.ShipmentSent => state with { Goods = Standing.Shipped },
        EventClass.ReturnReceived => state with { Goods = Standing.Returned },
        EventClass.ReturnGraded => state with { Goods = Standing.Graded },
        EventClass.StockCorrected => state with { Goods = Standing.Corrected },
        _ => state,
    };

    public static PaymentState StateRefundAmount(PaymentState state, JournalFact fact) =>
        StateRefund(state, fact, Standing.RefundFailed, fact.Amounts.Gross);

    static PaymentState FailCapture(PaymentState state, JournalFact fact)
    {
        if (!state.Captures.Any(capture => capture.ObjectId == fact.ProviderObjectId))
        {
            return state with { Captures = [.. state.Captures, CaptureOf(fact, amount: null, failed: true)] };
        }

        return state with
        {
            Captures = [.. state.Captures.Select(capture => capture.ObjectId == fact.ProviderObjectId
                ? capture with { Failed = true, At = fact.OccurredAt }
                : capture)],
        };
    }

    static CaptureState CaptureOf(JournalFact fact, Money? amount, bool failed) =>
        new(fact.ProviderObjectId, amount, fact.OccurredAt, failed);

    static PaymentState FailRefund(PaymentState state, JournalFact fact)
    {
        var posted = state.Refunds.FirstOrDefault(refund => refund.RefundId == fact.ProviderObjectId);
        return StateRefund(state, fact, Standing.RefundFailed, posted?.Amount);
    }

    static PaymentState StateRefund(PaymentState state, JournalFact fact, string standing, Money? amount)
    {
        var refund = new RefundState(fact.ProviderObjectId, standing, amount);
        return state with { Refunds = [.. state.Refunds.Where(r => r.RefundId != refund.RefundId), refund] };
    }

    static PaymentState StateDispute(PaymentState state, JournalFact fact, string standing)
    {
        var known = state.Disputes.FirstOrDefault(d => d.DisputeId == fact.ProviderObjectId);
        var amount = standing == Standing.Disputed ? fact.Amounts.Gross : known?.Amount;
        var dispute = new DisputeState(fact.ProviderObjectId, standing, amount);
        return state with { Disputes = [.. state.Disputes.Where(d => d.DisputeId != dispute.DisputeId), dispute] };
    }
}
