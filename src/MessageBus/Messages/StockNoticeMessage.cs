namespace Ledger.MessageBus.Messages;

/// <summary>
/// An order that did not get its stock, or that a person must look at, as published on <c>ledger.inventory</c>: the shop may
/// cancel the authorization, or supply what is missing.
/// </summary>
public sealed record StockNoticeMessage
{
    /// <summary>Version of this shape.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Identity of the fact.</summary>
    public required Guid NoticeId { get; init; }

    /// <summary>Position in the inventory's events.</summary>
    public required long Position { get; init; }

    /// <summary><c>order-refused</c>, <c>event-held</c> or <c>exception-raised</c>.</summary>
    public required string Fact { get; init; }

    /// <summary>Its reason, from the closed list in docs/errors.md.</summary>
    public required string Reason { get; init; }

    /// <summary>One sentence for people.</summary>
    public string? Detail { get; init; }

    /// <summary>What is missing; empty where nothing is.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>The order, when it is known.</summary>
    public string? OrderRef { get; init; }

    /// <summary>Provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>Payment; null when no payment is behind it.</summary>
    public string? PaymentId { get; init; }

    /// <summary>The canonical event or the command that caused it.</summary>
    public required Guid CausedBy { get; init; }

    /// <summary>When it was recorded (UTC).</summary>
    public required DateTimeOffset RecordedAt { get; init; }
}
