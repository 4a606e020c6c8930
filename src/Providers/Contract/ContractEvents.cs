using System.Collections.Frozen;
using Ledger.PaymentEvents;

namespace Ledger.Providers.Contract;

/// <summary>
/// The event types of the open contract: the table below, and each canonical class with its first hyphen as a full stop, such as
/// <c>capture.succeeded</c>.
/// </summary>
static class ContractEvents
{
    static readonly Dictionary<string, ContractEvent> Table = new(StringComparer.Ordinal)
    {
        ["payment.authorized"] = new(EventClass.AuthCreated, ContractPayments.Authorized),
        ["authorization.voided"] = new(EventClass.AuthVoided, ContractPayments.AuthorizationEnded),
        ["authorization.expired"] = new(EventClass.AuthExpired, ContractPayments.AuthorizationEnded),
        ["payment.pending"] = new(EventClass.CapturePending, ContractPayments.Pending),
        ["payment.captured"] = new(EventClass.CaptureSucceeded, ContractPayments.Captured),
        ["payment.capture_failed"] = new(EventClass.CaptureFailed, ContractPayments.CaptureFailed),
        ["payment.capture_reversed"] = new(EventClass.Reversal, ContractPayments.CaptureFailed, EventVariant.OfCapture),
        ["payment.failed"] = new(EventClass.PaymentFailed, ContractPayments.Failed),
        ["payment.refunded"] = new(EventClass.RefundPosted, ContractReturns.Refunded),
        ["payment.refund_failed"] = new(EventClass.RefundFailed, ContractReturns.RefundFailed),
        ["payment.refund_reversed"] = new(EventClass.Reversal, ContractReturns.RefundFailed, EventVariant.OfRefund),
        ["dispute.inquiry"] = new(EventClass.DisputeInquiry, ContractReturns.Noticed),
        ["fraud.notice"] = new(EventClass.FraudNotice, ContractReturns.Noticed),
        ["dispute.opened"] = new(EventClass.ChargebackOpened, ContractReturns.DisputeOpened),
        ["dispute.won"] = new(EventClass.ChargebackWon, ContractReturns.DisputeEnded),
        ["dispute.lost"] = new(EventClass.ChargebackLost, ContractReturns.DisputeEnded),
        ["fee.charged"] = new(EventClass.FeePosted, ContractPayouts.Fee),
        ["fee.returned"] = new(EventClass.FeePosted, ContractPayouts.Fee, EventVariant.FeeReturned),
        ["dispute.fee_charged"] = new(EventClass.FeePosted, ContractPayouts.Fee, EventVariant.DisputeFee),
        ["dispute.fee_returned"] = new(EventClass.FeePosted, ContractPayouts.Fee, EventVariant.DisputeFeeReturned),
        ["application_fee.charged"] = new(EventClass.FeePosted, ContractPayouts.Fee, EventVariant.ApplicationFee),
        ["application_fee.returned"] = new(EventClass.FeePosted, ContractPayouts.Fee, EventVariant.ApplicationFeeReturned),
        ["fx.converted"] = new(EventClass.FxConverted, ContractConversions.Converted),
        ["fx.converted_out"] = new(EventClass.FxConverted, ContractConversions.Converted, EventVariant.MoneyOut),
        ["payout.initiated"] = new(EventClass.PayoutInitiated, ContractPayouts.Initiated),
        ["payout.paid"] = new(EventClass.PayoutPaid, ContractPayouts.Ended),
        ["payout.failed"] = new(EventClass.PayoutFailed, ContractPayouts.Ended),
        ["payout.returned"] = new(EventClass.PayoutReturned, ContractPayouts.Ended),
        ["settlement.of_payment"] = new(EventClass.SettlementConfirmed, ContractPayouts.SettledInBatch, EventVariant.OfTransaction),
        ["settlement.confirmed"] = new(EventClass.SettlementConfirmed, ContractPayouts.Settled),
    };

    /// <summary>Every type that states a fact, with what reads it.</summary>
    internal static FrozenDictionary<string, ContractEvent> ByType { get; } = Table
        .Concat(Table.Values.Where(known => known.Variant is null).Select(known => KeyValuePair.Create(CanonicalType(known.Class), known)))
        .DistinctBy(pair => pair.Key)
        .ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>Types that are known and state nothing to post: archived as NO_FACT, not counted as unknown.</summary>
    internal static FrozenSet<string> QuietTypes { get; } = FrozenSet.ToFrozenSet(
        [
            "payment.created", "refund.pending", "dispute.updated", "payout.updated", "ping",
        ],
        StringComparer.Ordinal);

    static string CanonicalType(string eventClass) => eventClass.Replace('-', '.');
}

/// <summary>One event type.</summary>
/// <param name="Class">Its canonical class.</param>
/// <param name="Read">What reads its message.</param>
/// <param name="Variant">Its kind within the class; null for the ordinary one.</param>
sealed record ContractEvent(string Class, Action<ContractFacts, ContractEvent> Read, string? Variant = null);
