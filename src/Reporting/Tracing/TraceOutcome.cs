namespace Ledger.Reporting.Tracing;

/// <summary>
/// Says in words what became of a delivery (R-GW-33): refused, nothing to post, handled, deduplicated, or on its way.
/// </summary>
static class TraceOutcome
{
    /// <summary>A delivery that led to no stream.</summary>
    public static TracedDelivery WithoutStream(TracedDelivery delivery) => delivery with
    {
        Outcome = delivery.Verdict == "refused"
            ? $"refused: {delivery.Reason}"
            : $"archived, nothing to post: {delivery.Reason ?? "no fact in it"}",
    };

    /// <summary>A stream's deliveries, oldest first: those of the archive, and those that only the journal names yet.</summary>
    public static IReadOnlyList<TracedDelivery> DeliveriesOf(
        TracedStream stream, IReadOnlyDictionary<Guid, TracedDelivery> archived, IReadOnlyList<StoredFact> events)
    {
        var ids = stream.Facts
            .SelectMany(f => f.Repeats.Select(r => (Guid?)r.DeliveryId).Append(f.DeliveryId))
            .OfType<Guid>()
            .Concat(archived.Values.Where(d => d.StreamIds.Contains(stream.StreamId)).Select(d => d.DeliveryId))
            .Distinct();
        return [.. ids
            .Select(id => archived.TryGetValue(id, out var delivery) ? delivery : NotArchived(id, stream, events))
            .Select(delivery => delivery with { Outcome = OutcomeOf(delivery, stream) })
            .OrderBy(delivery => delivery.ReceivedAt ?? DateTimeOffset.MaxValue).ThenBy(delivery => delivery.DeliveryId)];
    }

    static TracedDelivery NotArchived(Guid id, TracedStream stream, IReadOnlyList<StoredFact> events)
    {
        var body = events.FirstOrDefault(e => e.Body.DeliveryId == id)?.Body;
        var repeat = stream.Facts.SelectMany(f => f.Repeats).FirstOrDefault(r => r.DeliveryId == id);
        return new TracedDelivery
        {
            DeliveryId = id,
            Archived = false,
            ReceivedAt = body?.ReceivedAt,
            ProviderEventId = body?.ProviderEventId ?? repeat?.ProviderEventId,
            ProviderEventType = body?.ProviderEventType,
            BodySha256 = body?.BodySha256,
            TraceId = body?.TraceId,
            EventIds = [.. events.Where(e => e.Body.DeliveryId == id).Select(e => e.Body.EventId).Distinct()],
            StreamIds = [stream.StreamId],
        };
    }

    static string OutcomeOf(TracedDelivery delivery, TracedStream stream)
    {
        var parts = stream.Facts.Where(f => f.DeliveryId == delivery.DeliveryId)
            .Select(f => f.Reason is null ? $"{f.Class} {f.Disposition ?? "recorded"}" : $"{f.Class} {f.Disposition}: {f.Reason}")
            .Concat(stream.Facts.SelectMany(f => f.Repeats.Where(r => r.DeliveryId == delivery.DeliveryId)
                .Select(r => $"{f.Class} seen before: {r.Kind}")))
            .Distinct(StringComparer.Ordinal).ToList();
        var handled = stream.Facts.Select(f => f.EventId).ToHashSet();
        if (parts.Count == 0)
        {
            return delivery.EventIds.Any(handled.Contains)
                ? "a repeat that has not reached the journal yet"
                : "received; has not reached the journal yet (on its way, or in a dead-letter queue)";
        }

        return string.Join("; ", parts);
    }
}
