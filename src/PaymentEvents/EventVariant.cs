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
}
