namespace Ledger.EventStore;

/// <summary>An entry of the inbox.</summary>
/// <param name="MessageKey">Key of the message that was first.</param>
/// <param name="FactKey">Key of its fact.</param>
/// <param name="Disposition">What became of it, such as <c>posted</c>.</param>
/// <param name="Reason">Name of the refusal, hold or no-op; may be null.</param>
/// <param name="OutcomeId">What it led to, such as a journal entry id; may be null.</param>
/// <param name="RecordedAt">When it was first recorded.</param>
public sealed record InboxRecord(
    Guid MessageKey, Guid FactKey, string Disposition, string? Reason, Guid? OutcomeId, DateTimeOffset RecordedAt);
