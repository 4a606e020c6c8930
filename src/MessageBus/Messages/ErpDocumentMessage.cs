using System.Text.Json;

namespace Ledger.MessageBus.Messages;

/// <summary>A document on its way to an ERP moved, as published on <c>ledger.erp</c>.</summary>
public sealed record ErpDocumentMessage
{
    /// <summary>Version of this shape.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Identity of the move.</summary>
    public required Guid EventId { get; init; }

    /// <summary>Position in the export's events; rises in commit order.</summary>
    public required long Position { get; init; }

    /// <summary>The target.</summary>
    public required string Target { get; init; }

    /// <summary>The document, unique within its target; at most 16 characters.</summary>
    public required string Reference { get; init; }

    /// <summary>Its version: rises by one with each move, so that the latest wins.</summary>
    public required long Version { get; init; }

    /// <summary>Where it was, such as <c>sending</c>.</summary>
    public required string From { get; init; }

    /// <summary>Where it is, such as <c>posted</c>.</summary>
    public required string To { get; init; }

    /// <summary>Counts the payloads of the reference, from 1.</summary>
    public required int Generation { get; init; }

    /// <summary>SHA-256 of the payload, lower-case hex.</summary>
    public required string PayloadHash { get; init; }

    /// <summary>The ERP's id of it; null before it is posted.</summary>
    public string? ErpId { get; init; }

    /// <summary>The number a bookkeeper sees there.</summary>
    public string? ErpNumber { get; init; }

    /// <summary>The date it was posted under.</summary>
    public DateOnly? PostedDate { get; init; }

    /// <summary>Why it is held, rejected, unknown or not the same, from the closed list in docs/errors.md.</summary>
    public string? Reason { get; init; }

    /// <summary>The same for people.</summary>
    public string? Detail { get; init; }

    /// <summary>The person or outside adapter that moved it; null for the export itself.</summary>
    public string? Actor { get; init; }

    /// <summary>When it moved (UTC).</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>
    /// The document itself, for targets whose adapter is outside, when the export hands it over (<c>to</c> is <c>accepted</c> and there
    /// is no <c>actor</c>); null otherwise.
    /// </summary>
    public JsonElement? Document { get; init; }
}
