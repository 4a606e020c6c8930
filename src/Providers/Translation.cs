using Ledger.PaymentEvents;

namespace Ledger.Providers;

/// <summary>What an authentic delivery says, in canonical events.</summary>
/// <param name="ProviderEventId">The provider's event id; null when the body could not be read that far.</param>
/// <param name="ProviderEventType">The provider's event type; null when the body could not be read that far.</param>
/// <param name="Events">Zero or more facts.</param>
/// <param name="Reason">Why there are none (or fewer than the message holds); null when all is translated.</param>
/// <param name="Detail">One sentence for people; null when there is no reason. Never holds body text.</param>
public sealed record Translation(
    string? ProviderEventId, string? ProviderEventType, IReadOnlyList<PaymentEvent> Events,
    RefusalReason? Reason = null, string? Detail = null)
{
    /// <summary>
    /// True for the translation of an object that holds something which could not be translated, so that facts of its message may be
    /// missing: a part, such as a fee alone, must not go out in the place of the whole.
    /// </summary>
    /// <param name="reported">The message's facts.</param>
    internal bool IsPartOf(IReadOnlyList<PaymentEvent> reported) =>
        Reason is not (null or RefusalReason.NoFact or RefusalReason.UnknownEventType)
        && !reported.All(fact => Events.Any(known => known.EventId == fact.EventId));
}
