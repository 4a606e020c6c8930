using Ledger.Intake;

namespace Ledger.Backfill;

/// <summary>One event on its way in.</summary>
/// <param name="Key">What tells it from all others of its endpoint.</param>
/// <param name="EventId">The provider's id of it; null while that is not known.</param>
/// <param name="CreatedAt">When the provider made it (UTC); null when it does not say.</param>
/// <param name="IsDelivered">True when the provider says that every endpoint has taken it.</param>
/// <param name="Delivery">The delivery that it becomes, translated.</param>
sealed record Candidate(
    string Key, string? EventId, DateTimeOffset? CreatedAt, bool? IsDelivered, ChannelIntake.Delivery Delivery)
{
    /// <summary>True when the same key with other content is another event that must not be taken for it.</summary>
    public bool IsOneContent { get; init; }

    /// <summary>Its file, or its row's event id; empty in a list.</summary>
    public string Name { get; init; } = "";

    /// <summary>Where it stands in its file, from 1; 0 in a list.</summary>
    public int Line { get; init; }

    /// <summary>What it would become by itself.</summary>
    public string Outcome => Delivery.Translation switch
    {
        { Events.Count: > 0 } or { Reason: null } => EventOutcome.New,
        { Reason: { } reason } => RefusalTerms.Of(reason).Outcome == Intake.Outcome.Ignored ? EventOutcome.NoFact : EventOutcome.Refused,
    };

    /// <summary>Name of what kept it from being translated in full; null when nothing did.</summary>
    public string? Reason => Delivery.Translation.Reason is { } reason ? RefusalTerms.WireName(reason) : null;
}

/// <summary>What became of a candidate.</summary>
/// <param name="Candidate">The event.</param>
/// <param name="Outcome">One of <see cref="EventOutcome"/>.</param>
/// <param name="IsPublished">True when it went to the broker, and all of it is confirmed.</param>
/// <param name="Rejected">Why it was not taken; null when it was.</param>
sealed record Settled(Candidate Candidate, string Outcome, bool IsPublished, RowReason? Rejected = null);

/// <summary>What an earlier run made of an event.</summary>
/// <param name="Outcome">One of <see cref="EventOutcome"/>.</param>
/// <param name="Reason">The reason; null when there was none.</param>
/// <param name="ContentSha256">SHA-256 of what it was made of.</param>
sealed record SettledBefore(string Outcome, string? Reason, string ContentSha256);
