using System.Text.Json.Serialization;
using Ledger.PaymentEvents;

namespace Ledger.JournalPosting.Events;

/// <summary>An event was recorded and nothing was posted: the state moved, or it was a no-op.</summary>
public sealed record PaymentEventNoted : JournalFact
{
    /// <summary>For reading.</summary>
    [JsonConstructor]
    public PaymentEventNoted()
    {
    }

    /// <summary>A note of a canonical event.</summary>
    public PaymentEventNoted(PaymentEvent e, string? traceId)
        : base(e, traceId)
    {
    }

    /// <summary><c>noted</c> or <c>noop</c>.</summary>
    public string Disposition { get; init; } = "";

    /// <summary>Name of the no-op; may be null when noted.</summary>
    public string? Reason { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override Guid Id => DeterministicId.Of("noted", EventId.ToString());
}
