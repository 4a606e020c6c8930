namespace Ledger.MessageBus.Messages;

/// <summary>
/// One HTTP delivery as the gateway saw it, verified or refused; kept as evidence (R-GW-24, R-AU-08).
/// </summary>
public sealed record RawDelivery
{
    /// <summary>Version of this shape.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Identity of the delivery (UUIDv7); every retry of the provider is a delivery of its own.</summary>
    public required Guid DeliveryId { get; init; }

    /// <summary>When the gateway received it (UTC).</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>Provider's name from the address, lower case.</summary>
    public required string Provider { get; init; }

    /// <summary>Name of the endpoint in the address; <c>default</c> when it had none.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Provider account of the endpoint; null when the endpoint is unknown.</summary>
    public string? Account { get; init; }

    /// <summary><c>verified</c> or <c>refused</c>.</summary>
    public required string Verdict { get; init; }

    /// <summary>
    /// Name of the refusal (closed list), or of what kept a verified delivery from being translated; null when all
    /// went well.
    /// </summary>
    public string? Reason { get; init; }

    /// <summary>One sentence for people: what was found. Never holds body text.</summary>
    public string? Detail { get; init; }

    /// <summary>Which of the live secrets matched (0 = first); null when none did.</summary>
    public int? SecretIndex { get; init; }

    /// <summary>
    /// Id of the secret that signed it: the first 8 hex digits of its SHA-256; null when none did. It tells secrets apart and is none.
    /// </summary>
    public string? SecretId { get; init; }

    /// <summary>When it was signed, by the signature's own word (UTC); null when it says no time.</summary>
    public DateTimeOffset? SignedAt { get; init; }

    /// <summary>Request headers that matter, names lower case; card-like numbers masked.</summary>
    public required IReadOnlyDictionary<string, string> Headers { get; init; }

    /// <summary>The body or its beginning, base64; card numbers masked when <see cref="Masked"/> is true.</summary>
    public required byte[] Body { get; init; }

    /// <summary>SHA-256 of the body as the provider sent it, lower-case hex.</summary>
    public required string BodySha256 { get; init; }

    /// <summary>True when card-like numbers in the body were masked before anything was stored.</summary>
    public bool Masked { get; init; }

    /// <summary>Length of the body as the provider sent it; null from a gateway that did not tell it.</summary>
    public int? BodyBytes { get; init; }

    /// <summary>
    /// True when <see cref="Body"/> is only the beginning of what was sent: of a refused delivery not all is kept.
    /// </summary>
    public bool Truncated { get; init; }

    /// <summary>The provider's event id, when the body could be read.</summary>
    public string? ProviderEventId { get; init; }

    /// <summary>The provider's event type, when the body could be read.</summary>
    public string? ProviderEventType { get; init; }

    /// <summary>The canonical events that came out of it, in order.</summary>
    public IReadOnlyList<Guid> EventIds { get; init; } = [];

    /// <summary>The streams of those events, in the same order.</summary>
    public IReadOnlyList<string> StreamIds { get; init; } = [];

    /// <summary>The customers that those events name, each once; none where they name none, or from a gateway that did not tell.</summary>
    public IReadOnlyList<DeliverySubject> Subjects { get; init => field = value ?? []; } = [];

    /// <summary>W3C trace id of the request; null when none was sampled.</summary>
    public string? TraceId { get; init; }
}

/// <summary>A customer that a delivery names: never the id itself.</summary>
/// <param name="Account">The provider account whose customer it is.</param>
/// <param name="Sha256">SHA-256 of provider, account and the customer's id, lower-case hex.</param>
public sealed record DeliverySubject(string Account, string Sha256);
