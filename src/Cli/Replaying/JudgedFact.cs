using Ledger.PaymentEvents;

namespace Ledger.Cli.Replaying;

/// <summary>A fact of a replayed message, and what is known of it.</summary>
/// <param name="Fact">As today's translation gives it, or as it was released.</param>
/// <param name="Finding">What is known.</param>
readonly record struct JudgedFact(PaymentEvent Fact, FactFinding Finding)
{
    /// <summary>True when the journal lacks it, or has it with other content.</summary>
    public bool IsMissing => Finding is FactFinding.New or FactFinding.Different;
}
