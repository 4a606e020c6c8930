using Ledger.JournalPosting.Events;
using Ledger.MessageBus.Messages;

namespace Ledger.JournalPosting;

/// <summary>Posted entries as messages.</summary>
public static class JournalMessages
{
    /// <summary>The message of an entry.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="position">Its position in the journal.</param>
    /// <param name="recordedAt">When it was posted (UTC).</param>
    /// <param name="previous">Position of the entry before it; 0 for the first.</param>
    public static JournalEntryMessage Of(JournalEntryPosted entry, long position, DateTimeOffset recordedAt, long previous) => new()
    {
        EntryId = entry.EntryId,
        Position = position,
        PreviousPosition = previous,
        EventId = entry.EventId,
        Class = entry.Class,
        Row = entry.Row ?? "",
        MatrixVersion = entry.MatrixVersion ?? "",
        Provider = entry.Provider,
        Account = entry.Account,
        PaymentId = entry.PaymentId,
        ProviderObjectId = entry.ProviderObjectId,
        OrderRef = entry.OrderRef,
        BookingDate = entry.BookingDate,
        OccurredAt = entry.OccurredAt,
        RecordedAt = recordedAt,
        Corrects = entry.Corrects,
        Lines = [.. entry.Lines.Select(line => line.ToJournalLine())],
    };
}
