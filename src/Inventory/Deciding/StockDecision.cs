using Ledger.Inventory.Events;

namespace Ledger.Inventory.Deciding;

/// <summary>What one event or command comes to.</summary>
/// <param name="Draft">The states with it.</param>
/// <param name="Facts">What to append, in order.</param>
/// <param name="Disposition">One of <see cref="Inventory.Disposition"/>.</param>
/// <param name="Reason">Its name; null when all is in order.</param>
/// <param name="Detail">One sentence for people; may be null.</param>
/// <param name="Outcome">The first fact about it; null when none is appended.</param>
/// <param name="Released">Held events that it let go.</param>
sealed record StockDecision(
    StockStates Draft, IReadOnlyList<StockFact> Facts, string Disposition, StockReason? Reason, string? Detail, StockFact? Outcome,
    IReadOnlyList<ReleasedEvent> Released);

/// <summary>A held event that was let go, and the first fact about it.</summary>
sealed record ReleasedEvent(Guid EventId, string Class, string Disposition, StockReason? Reason, StockFact? Outcome);
