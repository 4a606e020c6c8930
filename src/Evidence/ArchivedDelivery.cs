namespace Ledger.Evidence;

/// <summary>A delivery as it lies in the archive.</summary>
public sealed record ArchivedDelivery
{
    /// <summary>Identity of the delivery.</summary>
    public required Guid DeliveryId { get; init; }

    /// <summary>When the gateway received it (UTC, microseconds).</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>When it was archived (UTC).</summary>
    public required DateTimeOffset ArchivedAt { get; init; }

    /// <summary>Provider's name from the address.</summary>
    public required string Provider { get; init; }

    /// <summary>Name of the endpoint.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Provider account of the endpoint; null when the endpoint is unknown.</summary>
    public string? Account { get; init; }

    /// <summary><c>verified</c> or <c>refused</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary>Name of the refusal, or of what kept it from being translated; null when all went well.</summary>
    public string? Reason { get; init; }

    /// <summary>One sentence for people.</summary>
    public string? Detail { get; init; }

    /// <summary>Which of the live secrets matched; null when none did.</summary>
    public int? SecretIndex { get; init; }

    /// <summary>Request headers that matter, as a JSON object.</summary>
    public required string Headers { get; init; }

    /// <summary>The body as it was stored, opened and unpacked; null unless <see cref="Standing"/> says that it is kept.</summary>
    public byte[]? Body { get; init; }

    /// <summary>The body as it was before it was sealed; set with <see cref="Body"/>.</summary>
    internal PackedBody? Packed { get; init; }

    /// <summary>Whether the body can be read.</summary>
    public required BodyStanding Standing { get; init; }

    /// <summary>What destroyed the body or its key; null when nothing did.</summary>
    public ArchiveAct? Destroyed { get; init; }

    /// <summary>True when the body lies encrypted; false for those from before, and where none lies any more.</summary>
    public bool Sealed { get; init; }

    /// <summary>Bytes that the body takes as it is stored; null when none lies any more.</summary>
    public int? StoredBytes { get; init; }

    /// <summary>SHA-256 of the body as the provider sent it, lower-case hex.</summary>
    public required string BodySha256 { get; init; }

    /// <summary>SHA-256 of the body as stored; differs from the former only when masked or truncated.</summary>
    public required string StoredSha256 { get; init; }

    /// <summary>True when card-like numbers were masked before anything was stored.</summary>
    public required bool Masked { get; init; }

    /// <summary>True when only the beginning of the body is kept, as of a large one that was refused.</summary>
    public required bool Truncated { get; init; }

    /// <summary>Length of the body as the provider sent it; null when it was not told.</summary>
    public int? BodyBytes { get; init; }

    /// <summary>The provider's event id; null when the body could not be read that far.</summary>
    public string? ProviderEventId { get; init; }

    /// <summary>The provider's event type; null when the body could not be read that far.</summary>
    public string? ProviderEventType { get; init; }

    /// <summary>The canonical events that came out of it, in order.</summary>
    public required IReadOnlyList<Guid> EventIds { get; init; }

    /// <summary>The streams of those events, in the same order.</summary>
    public required IReadOnlyList<string> StreamIds { get; init; }

    /// <summary>W3C trace id of the request; null when none was sampled.</summary>
    public string? TraceId { get; init; }
}
