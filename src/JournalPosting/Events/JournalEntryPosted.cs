using System.Text.Json.Serialization;
using Ledger.Accounting;
using Ledger.PaymentEvents;

namespace Ledger.JournalPosting.Events;

/// <summary>A balanced journal entry was posted.</summary>
public sealed record JournalEntryPosted : JournalFact
{
    /// <summary>For reading.</summary>
    [JsonConstructor]
    public JournalEntryPosted()
    {
    }

    /// <summary>An entry for a canonical event.</summary>
    public JournalEntryPosted(PaymentEvent e, string? traceId, int index)
        : base(e, traceId)
    {
        Index = index;
        EntryId = EntryIdOf(e.EventId, index);
    }

    /// <summary>Identity of the entry.</summary>
    public Guid EntryId { get; init; }

    /// <summary>Place among the entries of its canonical event, from 0.</summary>
    public int Index { get; init; }

    /// <summary>The ledger day, by the booking-date rule.</summary>
    public DateOnly BookingDate { get; init; }

    /// <summary><c>provisional</c> or <c>final</c>.</summary>
    public string Confidence { get; init; } = "";

    /// <summary>The entry that this one undoes; null otherwise.</summary>
    public Guid? Corrects { get; init; }

    /// <summary>Debits and credits.</summary>
    public IReadOnlyList<PostedLine> Lines { get; init; } = [];

    /// <inheritdoc/>
    [JsonIgnore]
    public override Guid Id => EntryId;

    /// <summary>The identity of the entry at a place of a canonical event.</summary>
    public static Guid EntryIdOf(Guid eventId, int index) =>
        DeterministicId.Of("entry", eventId.ToString(), index.ToString());
}

/// <summary>A line of a posted entry.</summary>
/// <param name="Account">Code of the account.</param>
/// <param name="Side">Debit or credit.</param>
/// <param name="MinorUnits">Always above zero.</param>
/// <param name="Currency">ISO 4217 code.</param>
public sealed record PostedLine(string Account, Side Side, long MinorUnits, string Currency)
{
    /// <summary>A line as it is stored.</summary>
    public static PostedLine Of(JournalLine line) =>
        new(line.Account, line.Side, line.Amount.MinorUnits, line.Amount.Currency.Code);

    /// <summary>The line as accounting knows it.</summary>
    public JournalLine ToJournalLine() =>
        new(Account, Side, new Money(MinorUnits, Accounting.Currency.Parse(Currency)));
}
