using System.Text.Json.Serialization;
using Ledger.PaymentEvents;

namespace Ledger.JournalPosting.Events;

/// <summary>An event waits for what must come before it; it is released in the transaction that brings that.</summary>
public sealed record PaymentEventHeld : JournalFact
{
    /// <summary>For reading.</summary>
    [JsonConstructor]
    public PaymentEventHeld()
    {
    }

    /// <summary>A hold of a canonical event.</summary>
    public PaymentEventHeld(PaymentEvent e, string? traceId)
        : base(e, traceId) => Event = e;

    /// <summary>What it waits for.</summary>
    public string Reason { get; init; } = "";

    /// <summary>When it becomes an exception; it stays releasable even then.</summary>
    public DateTimeOffset Deadline { get; init; }

    /// <summary>The canonical event, as on the wire (camelCase).</summary>
    [JsonConverter(typeof(CanonicalEventJson))]
    public PaymentEvent? Event { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override Guid Id => DeterministicId.Of("held", EventId.ToString(), Reason);
}
