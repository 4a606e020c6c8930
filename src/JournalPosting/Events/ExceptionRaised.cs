using System.Text.Json.Serialization;
using Ledger.PaymentEvents;

namespace Ledger.JournalPosting.Events;

/// <summary>An event needs a person; it is kept here whole and was not posted.</summary>
public sealed record ExceptionRaised : JournalFact
{
    /// <summary>For reading.</summary>
    [JsonConstructor]
    public ExceptionRaised()
    {
    }

    /// <summary>An exception about a canonical event.</summary>
    public ExceptionRaised(PaymentEvent e, string? traceId)
        : base(e, traceId) => Event = e;

    /// <summary>Name of the exception, as <see cref="PostingReason"/> lists them.</summary>
    public string Reason { get; init; } = "";

    /// <summary>One sentence for people: what was found and what was expected.</summary>
    public string Detail { get; init; } = "";

    /// <summary>True when a hold passed its deadline; the event is still held and releasable.</summary>
    public bool Overdue { get; init; }

    /// <summary>The canonical event, as on the wire (camelCase).</summary>
    [JsonConverter(typeof(CanonicalEventJson))]
    public PaymentEvent? Event { get; init; }

    /// <inheritdoc/>
    [JsonIgnore]
    public override Guid Id => DeterministicId.Of("exception", EventId.ToString(), Reason, Fingerprint);
}
