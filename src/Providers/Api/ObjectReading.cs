using Ledger.PaymentEvents;

namespace Ledger.Providers.Api;

/// <summary>What an object that was read from the API says.</summary>
/// <param name="Standing">About the message that it was read for.</param>
/// <param name="State">Its state in the provider's own word, for people; null when it has none.</param>
/// <param name="Events">
/// The facts of the object in the place of the message's, translated by the same code, under the same keys; those that the object cannot
/// state are missing.
/// </param>
/// <param name="Unreadable">Why the answer is not the object that was asked for; null when it is. Holds no text of it.</param>
public sealed record ObjectReading(
    ObjectStanding Standing, string? State, IReadOnlyList<PaymentEvent> Events, string? Unreadable = null)
{
    /// <summary>An answer that is not what was asked for.</summary>
    public static ObjectReading Not(string why) => new(ObjectStanding.Denies, null, [], why);
}
