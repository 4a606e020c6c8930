namespace Ledger.Reporting.Verifying;

/// <summary>
/// Facts that a message stated and the provider's API did not bear out: they wait, are held, or were replaced by those of the object. They
/// reach no consumer, and are accounted for.
/// </summary>
sealed class WaitingReads
{
    const string Known =
        """
        select provider_event_id, (fact ->> 'eventId')::uuid from provider_read cross join jsonb_array_elements(reported) as fact
        where provider_event_id = any ($1)
            and not exists (
                select from jsonb_array_elements(facts) as released
                where released ->> 'eventId' = fact ->> 'eventId' and state = 'released')
        """;

    readonly HashSet<(string ProviderEventId, Guid EventId)> _known;

    WaitingReads(HashSet<(string, Guid)> known) => _known = known;

    /// <summary>Those of some messages; none where nothing is confirmed.</summary>
    public static async Task<WaitingReads> OfAsync(SchemaSource? confirmation, IEnumerable<string?> messages, CancellationToken ct)
    {
        var known = new HashSet<(string, Guid)>();
        var ids = messages.OfType<string>().Distinct(StringComparer.Ordinal).ToArray();
        if (confirmation is null || ids.Length == 0)
        {
            return new WaitingReads(known);
        }

        await using var snapshot = await Snapshot.TakeAsync(confirmation, ct);
        await using var command = snapshot.Command(Known, (object)ids);
        await using var reader = await command.ExecuteReaderAsync(ct);
        while (await reader.ReadAsync(ct))
        {
            known.Add((reader.GetString(0), reader.GetGuid(1)));
        }

        return new WaitingReads(known);
    }

    /// <summary>True when an event is missing at a consumer because it was never released to it.</summary>
    public bool Explains(DeliveryReachedCheck.Cause cause) =>
        cause.ProviderEventId is { } message && _known.Contains((message, cause.EventId));
}
