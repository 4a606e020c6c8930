namespace Ledger.DeadLetters;

/// <summary>Which dead letters of a queue are sent back.</summary>
/// <param name="MessageIds">Their ids; null for all that wait when the redrive begins.</param>
/// <param name="Limit">At most so many, in the order in which they were set aside.</param>
public sealed record RedriveSelection(IReadOnlyCollection<string>? MessageIds, long Limit)
{
    /// <summary>All that wait when the redrive begins.</summary>
    public static readonly RedriveSelection All = new(MessageIds: null, long.MaxValue);

    internal bool Takes(string? messageId) =>
        MessageIds is null
        || (messageId is not null && MessageIds.Contains(messageId, StringComparer.OrdinalIgnoreCase));
}

/// <summary>How far a redrive is.</summary>
/// <param name="Queue">Queue the messages go back to.</param>
/// <param name="Read">Messages looked at.</param>
/// <param name="Total">Messages that waited when it began.</param>
/// <param name="Redriven">Messages sent back, confirmed, and removed.</param>
public sealed record RedriveProgress(string Queue, long Read, long Total, long Redriven);

/// <summary>What a redrive did.</summary>
/// <param name="Queue">Queue the messages went back to.</param>
/// <param name="Skipped">True when they came from the skipped queue.</param>
/// <param name="Redriven">Messages sent back, confirmed, and removed.</param>
/// <param name="MessageIds">Their ids, at most the first 1,000.</param>
/// <param name="Failure">
/// Why it stopped before it was done; null when it was done. What was not confirmed stays where it was.
/// </param>
public sealed record RedriveOutcome(
    string Queue, bool Skipped, long Redriven, IReadOnlyList<string> MessageIds, string? Failure);
