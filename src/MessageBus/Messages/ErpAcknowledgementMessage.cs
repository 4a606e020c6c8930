namespace Ledger.MessageBus.Messages;

/// <summary>
/// What an outside adapter says about a document that it was handed, published by it on <c>ledger.erp</c> with the routing key
/// <c>acknowledgement.TARGET</c>.
/// </summary>
public sealed record ErpAcknowledgementMessage
{
    /// <summary>Version of this shape.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Identity of what is said: the same again changes nothing, other content under it is refused.</summary>
    public required Guid AcknowledgementId { get; init; }

    /// <summary>The target.</summary>
    public required string Target { get; init; }

    /// <summary>The document.</summary>
    public required string Reference { get; init; }

    /// <summary>SHA-256 of the payload as it was published.</summary>
    public required string PayloadHash { get; init; }

    /// <summary><c>accepted</c>, <c>posted</c>, <c>confirmed</c> or <c>rejected</c>.</summary>
    public required string Status { get; init; }

    /// <summary>The number a bookkeeper sees in the ERP.</summary>
    public string? DocumentNumber { get; init; }

    /// <summary>The ERP's id.</summary>
    public string? ErpId { get; init; }

    /// <summary>The date it was posted under.</summary>
    public DateOnly? PostedDate { get; init; }

    /// <summary>The ERP's own words, for a rejection.</summary>
    public string? Message { get; init; }

    /// <summary>Who says it, at most 100 characters.</summary>
    public required string Actor { get; init; }

    /// <summary>When it was said (UTC).</summary>
    public required DateTimeOffset SaidAt { get; init; }
}
