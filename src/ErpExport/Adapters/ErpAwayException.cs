namespace Ledger.ErpExport.Adapters;

/// <summary>
/// An ERP cannot be asked: it does not answer, it is at fault itself, or it refuses us. Nothing was changed there; whoever asked tries
/// later.
/// </summary>
public sealed class ErpAwayException : IOException
{
    /// <summary>Makes one.</summary>
    /// <param name="reason">Which of them.</param>
    /// <param name="message">What was found, for people.</param>
    /// <param name="retryAfter">When to ask again, as the ERP said; null when it did not.</param>
    /// <param name="innerException">What was thrown; null when the ERP answered.</param>
    public ErpAwayException(ErpReason reason, string message, TimeSpan? retryAfter = null, Exception? innerException = null)
        : base(message, innerException)
    {
        (Reason, RetryAfter) = (reason, retryAfter);
    }

    /// <summary>Which of them: access refused, timed out, connection lost, the ERP's fault, an unreadable answer.</summary>
    public ErpReason Reason { get; }

    /// <summary>When to ask again, as the ERP said; null when it did not.</summary>
    public TimeSpan? RetryAfter { get; }
}
