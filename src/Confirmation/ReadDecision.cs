using Ledger.PaymentEvents;

namespace Ledger.Confirmation;

/// <summary>What becomes of a report after a read.</summary>
/// <param name="Outcome">One of <see cref="ReadOutcome"/>.</param>
/// <param name="Facts">What is released; empty where nothing is.</param>
/// <param name="Detail">One sentence for people; null when there is nothing to say.</param>
sealed record ReadDecision(string Outcome, IReadOnlyList<PaymentEvent> Facts, string? Detail = null)
{
    /// <summary>True when nothing is released and a person must look.</summary>
    public bool IsHeld => Outcome is ReadOutcome.Denied or ReadOutcome.Incomplete;
}
