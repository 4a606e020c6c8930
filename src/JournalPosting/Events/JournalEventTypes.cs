using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Ledger.EventStore;

namespace Ledger.JournalPosting.Events;

/// <summary>The journal's event types by their names in the store, and the way to and from JSON.</summary>
public static class JournalEventTypes
{
    /// <summary>Name of <see cref="JournalEntryPosted"/>.</summary>
    public const string EntryPosted = "journal_entry_posted";

    /// <summary>Name of <see cref="PaymentEventNoted"/>.</summary>
    public const string Noted = "payment_event_noted";

    /// <summary>Name of <see cref="PaymentEventHeld"/>.</summary>
    public const string Held = "payment_event_held";

    /// <summary>Name of <see cref="ExceptionRaised"/>.</summary>
    public const string Raised = "exception_raised";

    /// <summary>The event to append for a fact.</summary>
    public static NewEvent ToNewEvent(this JournalFact fact, DateTimeOffset recordedAt)
    {
        var (type, data) = fact switch
        {
            JournalEntryPosted f => (EntryPosted, Bytes(f, JournalJson.Default.JournalEntryPosted)),
            PaymentEventNoted f => (Noted, Bytes(f, JournalJson.Default.PaymentEventNoted)),
            PaymentEventHeld f => (Held, Bytes(f, JournalJson.Default.PaymentEventHeld)),
            ExceptionRaised f => (Raised, Bytes(f, JournalJson.Default.ExceptionRaised)),
            _ => throw new InvalidOperationException($"{fact.GetType()} is not an event of the journal."),
        };
        return new NewEvent(
            fact.Id, type, DotNetTypeOf(type), data, recordedAt, fact.DeliveryId.ToString(), fact.EventId.ToString())
        {
            Fact = fact,
        };
    }

    /// <summary>Reads a stored event; null when the type is not one of the journal's.</summary>
    /// <exception cref="JsonException">The body is not what the type says.</exception>
    public static JournalFact? Read(string type, ReadOnlySpan<byte> data) => type switch
    {
        EntryPosted => JsonSerializer.Deserialize(data, JournalJson.Default.JournalEntryPosted),
        Noted => JsonSerializer.Deserialize(data, JournalJson.Default.PaymentEventNoted),
        Held => JsonSerializer.Deserialize(data, JournalJson.Default.PaymentEventHeld),
        Raised => JsonSerializer.Deserialize(data, JournalJson.Default.ExceptionRaised),
        _ => null,
    };

    static byte[] Bytes<T>(T fact, JsonTypeInfo<T> json) => JsonSerializer.SerializeToUtf8Bytes(fact, json);

    static string DotNetTypeOf(string type) => type switch
    {
        EntryPosted => "Ledger.JournalPosting.Events.JournalEntryPosted, Ledger.JournalPosting",
        Noted => "Ledger.JournalPosting.Events.PaymentEventNoted, Ledger.JournalPosting",
        Held => "Ledger.JournalPosting.Events.PaymentEventHeld, Ledger.JournalPosting",
        _ => "Ledger.JournalPosting.Events.ExceptionRaised, Ledger.JournalPosting",
    };
}
