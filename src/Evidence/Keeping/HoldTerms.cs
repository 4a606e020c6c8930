namespace Ledger.Evidence.Keeping;

/// <summary>What a legal hold keeps: what meets all the conditions that it has; at least one.</summary>
public sealed record HoldTerms
{
    /// <summary>Received from then on; null for no such condition.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Received before; null for no such condition.</summary>
    public DateTimeOffset? To { get; init; }

    /// <summary>Of a provider; null for no such condition.</summary>
    public string? Provider { get; init; }

    /// <summary>Of a provider's event; null for no such condition.</summary>
    public string? ProviderEventId { get; init; }

    /// <summary>That name a customer, by its hash; null for no such condition.</summary>
    public string? SubjectSha256 { get; init; }
}

/// <summary>A legal hold.</summary>
/// <param name="HoldId">Its row.</param>
/// <param name="Terms">What it keeps.</param>
/// <param name="Reason">Why.</param>
/// <param name="By">Who placed it.</param>
/// <param name="At">When (UTC).</param>
public sealed record LegalHold(long HoldId, HoldTerms Terms, string Reason, string By, DateTimeOffset At)
{
    /// <summary>When it was released (UTC); null while it holds.</summary>
    public DateTimeOffset? ReleasedAt { get; init; }

    /// <summary>Who released it; null while it holds.</summary>
    public string? ReleasedBy { get; init; }

    /// <summary>Why it was released; null while it holds.</summary>
    public string? ReleaseReason { get; init; }
}
