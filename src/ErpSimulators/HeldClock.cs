namespace Ledger.ErpSimulators;

/// <summary>
/// A clock that stands still while a call is carried out: the call is logged with one moment, and carried out again from the log it
/// stamps the same.
/// </summary>
/// <param name="time">The clock at all other times.</param>
sealed class HeldClock(TimeProvider time) : TimeProvider
{
    sealed record Moment(DateTimeOffset At);

    volatile Moment? _held;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => _held?.At ?? time.GetUtcNow();

    /// <summary>Carries something out at a moment; callers take turns.</summary>
    public T At<T>(DateTimeOffset moment, Func<T> act)
    {
        _held = new Moment(moment);
        try
        {
            return act();
        }
        finally
        {
            _held = null;
        }
    }
}
