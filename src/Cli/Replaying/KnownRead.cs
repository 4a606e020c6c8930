using Ledger.Confirmation;
using Ledger.PaymentEvents;

namespace Ledger.Cli.Replaying;

/// <summary>What the confirmation knows about a message.</summary>
/// <param name="State">One of <see cref="ReadState"/>.</param>
/// <param name="Outcome">One of <see cref="ReadOutcome"/>; null while it waits.</param>
/// <param name="Stated">The facts as the message stated them when it came.</param>
/// <param name="Released">The facts that went out in their place; empty unless it is released.</param>
sealed record KnownRead(string State, string? Outcome, IReadOnlyList<PaymentEvent> Stated, IReadOnlyList<PaymentEvent> Released);
