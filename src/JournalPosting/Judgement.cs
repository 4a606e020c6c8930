using Ledger.Accounting;

namespace Ledger.JournalPosting;

/// <summary>What the rules say about one event, before anything is written.</summary>
abstract record Judgement
{
    Judgement()
    {
    }

    /// <summary>Post these entries.</summary>
    public sealed record Post(IReadOnlyList<EntryDraft> Entries) : Judgement;

    /// <summary>Move the state; post nothing.</summary>
    public sealed record Note(PostingReason? Reason) : Judgement;

    /// <summary>Do nothing, and say why.</summary>
    public sealed record Noop(PostingReason Reason) : Judgement;

    /// <summary>Wait until the deadline.</summary>
    public sealed record Hold(PostingReason Reason, TimeSpan For, string? Detail = null) : Judgement;

    /// <summary>Keep it for a person.</summary>
    public sealed record Refuse(PostingReason Reason, string Detail) : Judgement;
}

/// <summary>An entry about to be posted.</summary>
/// <param name="Entry">Its balanced lines.</param>
/// <param name="Corrects">The entry it undoes; null otherwise.</param>
sealed record EntryDraft(JournalEntry Entry, Guid? Corrects);
