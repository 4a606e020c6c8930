namespace Ledger.PaymentEvents;

/// <summary>Kinds within a class that post differently; null is the ordinary kind.</summary>
public static class EventVariant
{
    /// <summary>A <c>fee-posted</c> that gives a processing fee back.</summary>
    public const string FeeReturned = "fee-returned";

    /// <summary>A <c>fee-posted</c> for a dispute.</summary>
    public const string DisputeFee = "dispute-fee";

    /// <summary>A <c>fee-posted</c> that gives a dispute fee back.</summary>
    public const string DisputeFeeReturned = "dispute-fee-returned";

    /// <summary>A <c>fee-posted</c> that a platform earns from a connected account.</summary>
    public const string ApplicationFee = "application-fee";

    /// <summary>A <c>fee-posted</c> by which a platform gives such a fee back.</summary>
    public const string ApplicationFeeReturned = "application-fee-returned";

    /// <summary>A <c>settlement-confirmed</c> of one payment of a batch that is settled as a whole.</summary>
    public const string OfTransaction = "transaction";

    /// <summary>A <c>reversal</c> of a capture.</summary>
    public const string OfCapture = "capture";

    /// <summary>A <c>reversal</c> of a refund.</summary>
    public const string OfRefund = "refund";

    /// <summary>A <c>reversal</c> of a transfer to another account of the provider.</summary>
    public const string OfTransfer = "transfer";

    /// <summary>A <c>reversal</c> of a top-up of the balance.</summary>
    public const string OfTopUp = "top-up";

    /// <summary>An <c>fx-converted</c> of what leaves us: a refund or a dispute.</summary>
    public const string MoneyOut = "money-out";

    /// <summary>A <c>return-graded</c> whose goods may be sold again.</summary>
    public const string Resale = "resale";

    /// <summary>A <c>return-graded</c> whose goods are lost.</summary>
    public const string WriteOff = "write-off";

    /// <summary>A <c>stock-corrected</c> that adds stock.</summary>
    public const string Increase = "increase";

    /// <summary>The kinds of a class, the ordinary one as null; each must have a row in the posting matrix.</summary>
    public static IReadOnlyList<string?> KindsOf(string eventClass) => eventClass switch
    {
        EventClass.FeePosted => [null, FeeReturned, DisputeFee, DisputeFeeReturned, ApplicationFee, ApplicationFeeReturned],
        EventClass.SettlementConfirmed => [null, OfTransaction],
        EventClass.Reversal => [OfCapture, OfRefund, OfTransfer, OfTopUp],
        EventClass.FxConverted => [null, MoneyOut],
        EventClass.ReturnGraded => [Resale, WriteOff],
        EventClass.StockCorrected => [null, Increase],
        _ => [null],
    };
}
