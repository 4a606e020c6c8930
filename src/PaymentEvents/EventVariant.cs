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
        EventClass.ReturnGraded => [Resale, WriteOff],
        EventClass.StockCorrected => [null, Increase],
        _ => [null],
    };
}
