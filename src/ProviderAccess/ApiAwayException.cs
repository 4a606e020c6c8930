namespace Ledger.ProviderAccess;

/// <summary>
/// A provider's API could not be asked now: no answer in time, too many calls, a fault of its own, or it does not let us in.
/// </summary>
public sealed class ApiAwayException : IOException
{
    /// <summary>Makes one.</summary>
    /// <param name="message">What was found, for people; holds no secret and no text of the answer.</param>
    /// <param name="retryAfter">When to come again, as the provider said; null when it did not.</param>
    /// <param name="innerException">What was thrown; null when it answered.</param>
    public ApiAwayException(string message, TimeSpan? retryAfter = null, Exception? innerException = null)
        : base(message, innerException) => RetryAfter = retryAfter;

    /// <summary>When to come again, as the provider said; null when it did not.</summary>
    public TimeSpan? RetryAfter { get; }
}
