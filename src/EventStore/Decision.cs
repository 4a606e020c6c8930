namespace Ledger.EventStore;

/// <summary>What a consumer decided about one message.</summary>
/// <param name="Outcome">Handed to whoever awaits the message.</param>
/// <param name="Disposition">Stored in the inbox, such as <c>posted</c>, <c>held</c>, <c>noop</c>, <c>exception</c>.</param>
/// <param name="Reason">Name of the refusal, hold or no-op; may be null.</param>
/// <param name="OutcomeId">What it led to, such as a journal entry id; may be null.</param>
/// <param name="Events">Events to append, in order; the streams must be among those the logic named.</param>
/// <param name="Settled">Earlier inbox entries whose disposition changes with this decision (holds released).</param>
public sealed record Decision<TOutcome>(
    TOutcome Outcome, string Disposition, string? Reason, Guid? OutcomeId,
    IReadOnlyList<StreamAppend> Events, IReadOnlyList<InboxSettlement> Settled);

/// <summary>An event for a stream.</summary>
public sealed record StreamAppend(string StreamId, NewEvent Event);

/// <summary>The new disposition of an earlier inbox entry.</summary>
public sealed record InboxSettlement(Guid FactKey, string Disposition, string? Reason, Guid? OutcomeId);
