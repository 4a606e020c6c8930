namespace Ledger.JournalPosting.Matrix;

/// <summary>What the order gate says about an event at a standing.</summary>
/// <param name="Kind">The answer.</param>
/// <param name="Reason">Its name; null when the event is in order.</param>
public sealed record GateAnswer(GateKind Kind, PostingReason? Reason);

/// <summary>The answers of the order gate.</summary>
public enum GateKind
{
    /// <summary>The predecessor is there: the row's effect happens.</summary>
    InOrder,

    /// <summary>The predecessor is missing: held.</summary>
    Waits,

    /// <summary>Recorded; nothing to post.</summary>
    Notes,

    /// <summary>Older than what is known: a logged no-op.</summary>
    Stale,

    /// <summary>Cannot be true together with what is known: an exception.</summary>
    Contradicts,
}
