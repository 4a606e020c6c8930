using Ledger.Accounting;

namespace Ledger.MessageBus.Messages;

/// <summary>A posted journal entry, as published on <c>ledger.journal</c> for exports and adapters.</summary>
public sealed record JournalEntryMessage
{
    /// <summary>Version of this shape.</summary>
    public int SchemaVersion { get; init; } = 1;

    /// <summary>Identity of the entry.</summary>
    public required Guid EntryId { get; init; }

    /// <summary>Position in the journal; rises in commit order.</summary>
    public required long Position { get; init; }

    /// <summary>
    /// Position of the entry before this one, 0 for the first: whoever has all up to there has missed none. Null in messages of builds
    /// that did not say it.
    /// </summary>
    public long? PreviousPosition { get; init; }

    /// <summary>The canonical event that was posted.</summary>
    public required Guid EventId { get; init; }

    /// <summary>Class of that event.</summary>
    public required string Class { get; init; }

    /// <summary>Row of the posting matrix, such as <c>M-04</c>.</summary>
    public required string Row { get; init; }

    /// <summary>Version of the posting matrix.</summary>
    public required string MatrixVersion { get; init; }

    /// <summary>Provider's name.</summary>
    public required string Provider { get; init; }

    /// <summary>Provider account.</summary>
    public required string Account { get; init; }

    /// <summary>Payment or payout.</summary>
    public required string PaymentId { get; init; }

    /// <summary>The object the fact is about.</summary>
    public required string ProviderObjectId { get; init; }

    /// <summary>Merchant's order reference.</summary>
    public string? OrderRef { get; init; }

    /// <summary>Ledger day.</summary>
    public required DateOnly BookingDate { get; init; }

    /// <summary>When the fact happened (UTC).</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>When it was posted (UTC).</summary>
    public required DateTimeOffset RecordedAt { get; init; }

    /// <summary>The entry that this one undoes; null otherwise.</summary>
    public Guid? Corrects { get; init; }

    /// <summary>Debits and credits.</summary>
    public required IReadOnlyList<JournalLine> Lines { get; init; }
}
