namespace Ledger.Evidence;

/// <summary>Refused deliveries of one endpoint for one reason.</summary>
public sealed record RejectedGroup
{
    /// <summary>Provider's name from the address.</summary>
    public required string Provider { get; init; }

    /// <summary>Name of the endpoint in the address.</summary>
    public required string Endpoint { get; init; }

    /// <summary>Why, from the closed list in docs/errors.md.</summary>
    public required string Reason { get; init; }

    /// <summary>How many are archived; of a flood only a sample is.</summary>
    public required long Deliveries { get; init; }

    /// <summary>When the first was received (UTC).</summary>
    public required DateTimeOffset First { get; init; }

    /// <summary>When the last was received (UTC).</summary>
    public required DateTimeOffset Last { get; init; }

    /// <summary>What was found at the last one, for people.</summary>
    public string? Detail { get; init; }

    /// <summary>How far receipt was behind the time in the signature; null where signatures say no time.</summary>
    public ClockSkew? Skew { get; init; }

    /// <summary>Id of the secret that signed them, of deliveries that were refused for their time; null otherwise.</summary>
    public string? SecretId { get; init; }

    /// <summary>The last good delivery of the endpoint in the 35 days before the first; null when there was none.</summary>
    public GoodDelivery? GoodBefore { get; init; }

    /// <summary>The first good delivery of the endpoint after the last; null when there was none yet.</summary>
    public GoodDelivery? GoodAfter { get; init; }

    /// <summary>True when the endpoint had good deliveries between the first and the last.</summary>
    public bool IsGoodMeanwhile { get; init; }

    /// <summary>
    /// Of deliveries that were refused for their time: how many good ones the endpoint had in the same span, which is taken as a minute to
    /// each side of its middle where it is shorter; 0 of all others.
    /// </summary>
    public long GoodInSpan { get; init; }
}

/// <summary>How far receipt was behind the time in the signature; below zero when that was ahead.</summary>
/// <param name="LeastSeconds">The least of them.</param>
/// <param name="MedianSeconds">The one in the middle.</param>
/// <param name="MostSeconds">The most of them.</param>
public sealed record ClockSkew(long LeastSeconds, long MedianSeconds, long MostSeconds);

/// <summary>A delivery with a good signature.</summary>
/// <param name="ReceivedAt">When it was received (UTC).</param>
/// <param name="SecretId">Id of the secret that signed it; null of deliveries from before ids were kept.</param>
public sealed record GoodDelivery(DateTimeOffset ReceivedAt, string? SecretId);
