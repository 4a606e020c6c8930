namespace Ledger.Reporting.Tracing;

/// <summary>What a provider's API said about one message.</summary>
public sealed record TracedRead
{
    /// <summary>The report that the gateway sent instead of facts.</summary>
    public required Guid ReportId { get; init; }

    /// <summary>Provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>The message.</summary>
    public required string ProviderEventId { get; init; }

    /// <summary>Its type.</summary>
    public required string ProviderEventType { get; init; }

    /// <summary>The delivery that brought it first.</summary>
    public required Guid DeliveryId { get; init; }

    /// <summary>
    /// <c>waiting</c>, <c>decided</c>, <c>released</c>, <c>held</c>, <c>expired</c>, <c>failed</c> or <c>dismissed</c>.
    /// </summary>
    public required string State { get; init; }

    /// <summary>What it came to; null while it waits.</summary>
    public string? Outcome { get; init; }

    /// <summary>One sentence on it; may be null.</summary>
    public string? Detail { get; init; }

    /// <summary>The bytes that were read last, as a delivery in the archive; null where nothing was.</summary>
    public Guid? ReadId { get; init; }

    /// <summary>Path that was read.</summary>
    public string? Address { get; init; }

    /// <summary>When (UTC).</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>The object's state in the provider's word.</summary>
    public string? ObjectState { get; init; }

    /// <summary>How many facts the message stated.</summary>
    public long Reported => Stated.Count;

    /// <summary>How many facts went out.</summary>
    public long Released => ReleasedFacts.Count;

    /// <summary>Reads that were tried.</summary>
    public int Tries { get; init; }

    /// <summary>Until when a read must have succeeded (UTC).</summary>
    public required DateTimeOffset Deadline { get; init; }

    /// <summary>Who decided, where a person did.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>The facts that the message stated.</summary>
    public required IReadOnlyList<StatedFact> Stated { get; init; }

    /// <summary>The facts that went out, or are on their way out; none while nothing is decided.</summary>
    public required IReadOnlyList<StatedFact> ReleasedFacts { get; init; }

    /// <summary>True when nothing of it is posted, for now or for good.</summary>
    public bool IsUnposted => State is not ("released" or "decided") || Outcome == "no-fact";
}

/// <summary>A fact as a message or an object states it.</summary>
/// <param name="EventId">Identity of the business fact.</param>
/// <param name="Class">Its class.</param>
/// <param name="StreamId">The stream that it belongs to.</param>
/// <param name="OrderRef">The order; may be null.</param>
/// <param name="InvoiceRef">The invoice; may be null.</param>
/// <param name="MinorUnits">The amount, or the total so far, in minor units; null where none is stated.</param>
/// <param name="Currency">Its currency; null where no amount is stated.</param>
/// <param name="IsTotal">True when the amount is a total so far.</param>
public sealed record StatedFact(
    Guid EventId, string Class, string StreamId, string? OrderRef, string? InvoiceRef, long? MinorUnits, string? Currency, bool IsTotal);
