using System.Text.Json;

namespace Ledger.Confirmation.Operating;

/// <summary>One report and what became of it.</summary>
public sealed record ReadRecord
{
    /// <summary>Identity of the report.</summary>
    public required Guid ReportId { get; init; }

    /// <summary>Provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>The endpoint that received the message.</summary>
    public required string Endpoint { get; init; }

    /// <summary>The provider account.</summary>
    public required string Account { get; init; }

    /// <summary>The provider's id of the message.</summary>
    public required string ProviderEventId { get; init; }

    /// <summary>Its type.</summary>
    public required string ProviderEventType { get; init; }

    /// <summary>The delivery in the archive that carried it.</summary>
    public required Guid DeliveryId { get; init; }

    /// <summary>When the gateway received it (UTC).</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>One of <see cref="ReadState"/>.</summary>
    public required string State { get; init; }

    /// <summary>One of <see cref="ReadOutcome"/>; null while it waits.</summary>
    public string? Outcome { get; init; }

    /// <summary>One sentence for people; may be null.</summary>
    public string? Detail { get; init; }

    /// <summary>Path that was read.</summary>
    public string? Address { get; init; }

    /// <summary>Reads that were tried.</summary>
    public int Tries { get; init; }

    /// <summary>Until when a read must have succeeded (UTC).</summary>
    public DateTimeOffset Deadline { get; init; }

    /// <summary>The bytes that were read, as a delivery in the archive.</summary>
    public Guid? ReadId { get; init; }

    /// <summary>When they were read (UTC).</summary>
    public DateTimeOffset? ReadAt { get; init; }

    /// <summary>The object's state in the provider's word.</summary>
    public string? ObjectState { get; init; }

    /// <summary>When its facts went out (UTC).</summary>
    public DateTimeOffset? ReleasedAt { get; init; }

    /// <summary>Who decided, where a person did.</summary>
    public string? DecidedBy { get; init; }

    /// <summary>Why.</summary>
    public string? Reason { get; init; }

    /// <summary>The facts as the message states them, as on the wire.</summary>
    public required JsonElement Reported { get; init; }

    /// <summary>The facts that are released, as on the wire.</summary>
    public required JsonElement Released { get; init; }
}

/// <summary>How many reports of an endpoint are in a state.</summary>
/// <param name="Provider">Provider's name.</param>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="State">One of <see cref="ReadState"/>.</param>
/// <param name="Outcome">One of <see cref="ReadOutcome"/>; null while they wait.</param>
/// <param name="Reports">How many.</param>
/// <param name="OldestOpen">When the oldest that has not come to its end came in (UTC).</param>
/// <param name="LastReleased">When the last one was released (UTC).</param>
public sealed record ReadCount(
    string Provider, string Endpoint, string State, string? Outcome, long Reports, DateTimeOffset? OldestOpen,
    DateTimeOffset? LastReleased);
