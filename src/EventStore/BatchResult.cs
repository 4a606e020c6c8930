using System.Diagnostics.CodeAnalysis;

namespace Ledger.EventStore;

/// <summary>What became of one message of a batch. <c>default</c> is an outcome of <c>default</c>.</summary>
/// <typeparam name="TOutcome">What whoever awaits the message is told.</typeparam>
public readonly struct BatchResult<TOutcome>
{
    BatchResult(TOutcome? outcome, Exception? failure)
    {
        Outcome = outcome;
        Failure = failure;
    }

    /// <summary>What to tell; meaningless when there is a failure.</summary>
    public TOutcome? Outcome { get; }

    /// <summary>Why this message alone failed; null when it did not.</summary>
    public Exception? Failure { get; }

    /// <summary>A message that was handled.</summary>
    [SuppressMessage("Design", "CA1000:Do not declare static members on generic types", Justification = "Reads as a constructor.")]
    public static BatchResult<TOutcome> Done(TOutcome outcome) => new(outcome, null);

    /// <summary>A message that failed while the rest of its batch did not.</summary>
    [SuppressMessage("Design", "CA1000:Do not declare static members on generic types", Justification = "Reads as a constructor.")]
    public static BatchResult<TOutcome> Failed(Exception failure) => new(default, failure);
}
