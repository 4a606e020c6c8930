namespace Ledger.Reporting.Tracing;

/// <summary>
/// Says in words what became of a delivery that the journal does not name, from what the confirmation knows: it is an object that was read,
/// a message that waits or has ended there, or a repeat of one.
/// </summary>
static class TraceReadOutcome
{
    const string ApiRead = "api-read";

    /// <summary>What became of it; null when the confirmation knows nothing of it.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="stream">The stream that is told of; null for a delivery that led to none.</param>
    /// <param name="reads">What the confirmation knows of the messages.</param>
    public static string? Of(TracedDelivery delivery, TracedStream? stream, IReadOnlyList<TracedRead> reads)
    {
        if (delivery.Source == ApiRead)
        {
            var outcome = reads.FirstOrDefault(read => read.ReadId == delivery.DeliveryId)?.Outcome;
            return $"the object, read for the confirmation of {delivery.ProviderEventId}{(outcome is null ? "" : $": {outcome}")}";
        }

        var own = reads.Where(read => read.DeliveryId == delivery.DeliveryId && Concerns(read, stream)).ToList();
        if (own.Count > 0)
        {
            return string.Join("; ", own.Select(read => $"at the confirmation: {Standing(read, stream)}").Distinct(StringComparer.Ordinal));
        }

        var repeated = reads.Where(read => Concerns(read, stream) && Repeats(delivery, read)).ToList();
        return repeated.Count == 0
            ? null
            : string.Join("; ", repeated.Select(read => $"a repeat of a message that the confirmation has: {Standing(read, stream)}")
                .Distinct(StringComparer.Ordinal));
    }

    static bool Concerns(TracedRead read, TracedStream? stream) =>
        stream is null || read.Stated.Any(fact => fact.StreamId == stream.StreamId);

    /// <summary>True when a delivery brought the same message again: the same event with the same facts, which is one report.</summary>
    static bool Repeats(TracedDelivery delivery, TracedRead read) =>
        delivery.ProviderEventId == read.ProviderEventId
        && delivery.Endpoint?.StartsWith($"{read.Provider}/", StringComparison.Ordinal) == true
        && read.Stated.All(fact => delivery.EventIds.Contains(fact.EventId));

    static string Standing(TracedRead read, TracedStream? stream) => read.State switch
    {
        "waiting" => "waits for a read of the provider's API",
        "decided" => $"on its way out ({read.Outcome})",
        "held" => $"held for a person ({read.Outcome})",
        "expired" or "failed" => "not read before its deadline, a dead letter of the confirmation",
        "dismissed" => $"dismissed by {read.DecidedBy ?? "nobody known"}: {read.Reason}",
        _ when read.ReleasedFacts.Count == 0 => $"released with nothing to post ({read.Outcome})",
        _ => $"released ({read.Outcome}){Whereto(read, stream)}",
    };

    /// <summary>What is released may be another payment's than the message said, and may be on its way.</summary>
    static string Whereto(TracedRead read, TracedStream? stream)
    {
        var streams = read.ReleasedFacts.Select(fact => fact.StreamId).Distinct(StringComparer.Ordinal).ToList();
        if (stream is null || streams.Contains(stream.StreamId))
        {
            var handled = stream?.Facts.Select(fact => fact.EventId).ToHashSet() ?? [];
            return stream is null || read.ReleasedFacts.Any(fact => handled.Contains(fact.EventId)) ? "" : $", {TraceOutcome.NotYet}";
        }

        return $" to {string.Join(", ", streams)}";
    }
}
