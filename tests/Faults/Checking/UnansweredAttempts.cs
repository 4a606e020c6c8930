using Ledger.Faults.Sending;

namespace Ledger.Faults.Checking;

/// <summary>
/// Attempts that were not answered 2xx. Such a delivery may have reached one queue and not another, since each queue
/// keeps what the broker had written when it died; nobody was promised anything, and the retry is a delivery of its own.
/// </summary>
sealed class UnansweredAttempts(IReadOnlyList<Webhook> webhooks)
{
    readonly Dictionary<string, int> _byEvent = webhooks.ToDictionary(
        webhook => webhook.EventId, webhook => webhook.Attempts.Count - webhook.Acknowledgements, StringComparer.Ordinal);

    int _refused = webhooks.Sum(webhook => webhook.Attempts.Count(attempt => attempt.Status is >= 400 and < 500));

    /// <summary>True when one that is not yet used up may have been this delivery; it is used up then.</summary>
    /// <param name="eventId">The provider's event id; null in a refused delivery, whose body nobody reads.</param>
    public bool Explains(string? eventId)
    {
        if (eventId is null)
        {
            return _refused-- > 0;
        }

        var left = _byEvent.GetValueOrDefault(eventId);
        _byEvent[eventId] = left - 1;
        return left > 0;
    }
}
