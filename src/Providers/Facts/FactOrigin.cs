namespace Ledger.Providers.Facts;

/// <summary>Where facts come from: one message of a provider.</summary>
sealed record FactOrigin
{
    /// <summary>The provider's name.</summary>
    internal required string Provider { get; init; }

    /// <summary>The account the message belongs to, fit to be part of a stream's name.</summary>
    internal required string Account { get; init; }

    /// <summary>The delivery that carried it.</summary>
    internal required RawWebhook Webhook { get; init; }

    /// <summary>The provider's id of the message, fit to be part of a key; derived from what identifies it where it has none.</summary>
    internal required string EventId { get; init; }

    /// <summary>The provider's event type, as it wrote it.</summary>
    internal required string EventType { get; init; }

    internal string? ApiVersion { get; init; }

    internal string? IdempotencyKey { get; init; }

    internal string? ApiRequestId { get; init; }

    /// <summary>When it happened; default while it is not known.</summary>
    internal DateTimeOffset OccurredAt { get; init; }

    internal bool Livemode { get; init; }
}
