namespace Ledger.Reporting.Tracing;

/// <summary>
/// Says in words what became of a delivery (R-GW-33): refused, nothing to post, handled, deduplicated, an object read for the confirmation,
/// stopped there, or on its way.
/// </summary>
static class TraceOutcome
{
    /// <summary>Of facts that are on their way to the journal.</summary>
    public const string NotYet = "has not reached the journal yet (on its way, or in a dead-letter queue)";

    /// <summary>A delivery that led to no stream.</summary>
    public static TracedDelivery WithoutStream(TracedDelivery delivery, IReadOnlyList<TracedRead> reads) => delivery with
    {
        Outcome = delivery.Verdict == "refused" ? $"refused: {delivery.Reason}"
            : TraceReadOutcome.Of(delivery, stream: null, reads) ?? $"archived, nothing to post: {delivery.Reason ?? "no fact in it"}",
    };

    /// <summary>A stream with what became of each of its deliveries.</summary>
    public static TracedStream Of(TracedStream stream, IReadOnlyList<TracedRead> reads) => stream with
    {
        Deliveries = [.. stream.Deliveries.Select(delivery => delivery with { Outcome = OutcomeOf(delivery, stream, reads) })],
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

    static string OutcomeOf(TracedDelivery delivery, TracedStream stream, IReadOnlyList<TracedRead> reads)
    {
        var parts = stream.Facts.Where(f => f.DeliveryId == delivery.DeliveryId)
            .Select(f => f.Reason is null ? $"{f.Class} {f.Disposition ?? "recorded"}" : $"{f.Class} {f.Disposition}: {f.Reason}")
            .Concat(stream.Facts.SelectMany(f => f.Repeats.Where(r => r.DeliveryId == delivery.DeliveryId)
                .Select(r => $"{f.Class} seen before: {r.Kind}")))
            .Distinct(StringComparer.Ordinal).ToList();
        if (parts.Count > 0)
        {
            return string.Join("; ", parts);
        }

        var handled = stream.Facts.Select(f => f.EventId).ToHashSet();
        return TraceReadOutcome.Of(delivery, stream, reads)
            ?? (delivery.EventIds.Any(handled.Contains)
                ? "a repeat that has not reached the journal yet"
                : $"received; {NotYet}");
    }
}
