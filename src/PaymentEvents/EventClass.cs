namespace Ledger.PaymentEvents;

/// <summary>Wire names of the canonical event classes (R-EV-01): the platform's own, kebab-case.</summary>
public static class EventClass
{
    /// <summary>An amount was authorised; nothing has moved (R-EV-02).</summary>
    public const string AuthCreated = "auth-created";

    /// <summary>An authorization was cancelled before capture.</summary>
    public const string AuthVoided = "auth-voided";

    /// <summary>An authorization ran out before capture.</summary>
    public const string AuthExpired = "auth-expired";

    /// <summary>Money was taken from the payer and is owed to us by the provider (R-EV-03).</summary>
    public const string CaptureSucceeded = "capture-succeeded";

    /// <summary>A capture has been asked for and is not decided yet; nothing has moved.</summary>
    public const string CapturePending = "capture-pending";

    /// <summary>A capture failed, possibly after it had been reported as successful.</summary>
    public const string CaptureFailed = "capture-failed";

    /// <summary>A payment attempt failed; nothing moved.</summary>
    public const string PaymentFailed = "payment-failed";

    /// <summary>A settlement batch was closed and its net amount is available for payout (R-EV-04).</summary>
    public const string SettlementConfirmed = "settlement-confirmed";

    /// <summary>Money went back to the payer (R-EV-05).</summary>
    public const string RefundPosted = "refund-posted";

    /// <summary>A refund failed and its money came back to us (R-EV-08).</summary>
    public const string RefundFailed = "refund-failed";

    /// <summary>A dispute took money from us (R-EV-06).</summary>
    public const string ChargebackOpened = "chargeback-opened";

    /// <summary>A dispute ended in our favour; the money is back.</summary>
    public const string ChargebackWon = "chargeback-won";

    /// <summary>A dispute ended against us; the money is gone.</summary>
    public const string ChargebackLost = "chargeback-lost";

    /// <summary>The payer or a scheme asks about a payment; no money has been taken.</summary>
    public const string DisputeInquiry = "dispute-inquiry";

    /// <summary>An issuer or a scheme reports a payment as fraud; no money has been taken.</summary>
    public const string FraudNotice = "fraud-notice";

    /// <summary>Something that had succeeded was taken back; what it was is its variant.</summary>
    public const string Reversal = "reversal";

    /// <summary>The provider exchanged what it owes us for another currency: gross before, settled after.</summary>
    public const string FxConverted = "fx-converted";

    /// <summary>The provider charged a fee, or gave one back.</summary>
    public const string FeePosted = "fee-posted";

    /// <summary>The provider started a payout to our bank account.</summary>
    public const string PayoutInitiated = "payout-initiated";

    /// <summary>The provider says that a payout has arrived.</summary>
    public const string PayoutPaid = "payout-paid";

    /// <summary>A payout failed or was cancelled, possibly after it had been paid (R-EV-08).</summary>
    public const string PayoutFailed = "payout-failed";

    /// <summary>A payout came back from the bank it went to.</summary>
    public const string PayoutReturned = "payout-returned";

    /// <summary>Goods left for the customer; valued at cost, as all goods facts (R-IN-02).</summary>
    public const string ShipmentSent = "shipment-sent";

    /// <summary>Goods came back and wait for their inspection (R-EV-07).</summary>
    public const string ReturnReceived = "return-received";

    /// <summary>Returned goods were inspected; always of variant resale or write-off (R-IN-07).</summary>
    public const string ReturnGraded = "return-graded";

    /// <summary>Stock was corrected by an explicit, approved correction; ordinarily downwards (R-IN-21).</summary>
    public const string StockCorrected = "stock-corrected";

    /// <summary>All classes; each must have a row in the posting matrix.</summary>
    public static IReadOnlyList<string> All { get; } =
    [
        AuthCreated, AuthVoided, AuthExpired, CapturePending, CaptureSucceeded, CaptureFailed, PaymentFailed, SettlementConfirmed,
        RefundPosted, RefundFailed, ChargebackOpened, ChargebackWon, ChargebackLost, DisputeInquiry, FraudNotice, Reversal,
        FeePosted, FxConverted, PayoutInitiated, PayoutPaid, PayoutFailed, PayoutReturned,
        ShipmentSent, ReturnReceived, ReturnGraded, StockCorrected,
    ];

    /// <summary>
    /// The class whose effect a kind has: a capture or refund that is taken back, and a payout that comes back, undo what their failure
    /// would have undone.
    /// </summary>
    public static string EffectOf(string eventClass, string? variant) => (eventClass, variant) switch
    {
        (Reversal, EventVariant.OfCapture) => CaptureFailed,
        (Reversal, EventVariant.OfRefund) => RefundFailed,
        (PayoutReturned, _) => PayoutFailed,
        _ => eventClass,
    };

    /// <summary>
    /// True for what an object tells beside the fact it is about, and messages often leave out: its fees and the exchange of its money.
    /// </summary>
    public static bool StandsBeside(string eventClass) => eventClass is FeePosted or FxConverted;
}
