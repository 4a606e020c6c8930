using System.Text.Json.Serialization;
using Ledger.Accounting;
using Ledger.JournalPosting.Events;
using Ledger.PaymentEvents;

namespace Ledger.JournalPosting.States;

/// <summary>
/// What is known of one stream: a payment, a payout, a fee or the goods of an order. Folded from the stream's events only
/// (<see cref="PaymentStateFold"/>), so that a rebuild gives the same state.
/// </summary>
public sealed record PaymentState
{
    /// <summary>A stream of which nothing is known.</summary>
    public static readonly PaymentState Empty = new();

    /// <summary>The amount authorised; null before.</summary>
    public Money? Authorized { get; init; }

    /// <summary>When that amount was authorised, by the provider's clock.</summary>
    public DateTimeOffset? AuthorizedAt { get; init; }

    /// <summary>How the authorization ended without capture: a standing; null while it has not.</summary>
    public string? Ended { get; init; }

    /// <summary>When it ended, by the provider's clock.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Captures, posted and failed.</summary>
    public IReadOnlyList<CaptureState> Captures { get; init; } = [];

    /// <summary>Refunds by their ids.</summary>
    public IReadOnlyList<RefundState> Refunds { get; init; } = [];

    /// <summary>Disputes by their ids.</summary>
    public IReadOnlyList<DisputeState> Disputes { get; init; } = [];

    /// <summary>Fees charged and given back.</summary>
    public IReadOnlyList<FeeState> Fees { get; init; } = [];

    /// <summary>Standing of a payout; null for other streams and before it started.</summary>
    public string? Payout { get; init; }

    /// <summary>The amount of the payout that was started.</summary>
    public Money? PayoutAmount { get; init; }

    /// <summary>
    /// The standing that the last goods fact recorded gave; null for other streams. Not the order of the goods
    /// themselves: several parcels of one order take turns here, and the inventory knows each of them.
    /// </summary>
    public string? Goods { get; init; }

    /// <summary>
    /// Entries that no other entry has undone; an entry leaves the list when it is undone, so it can be undone once.
    /// </summary>
    public IReadOnlyList<OpenEntry> OpenEntries { get; init; } = [];

    /// <summary>Events that wait for their predecessor.</summary>
    public IReadOnlyList<HeldEvent> Held { get; init; } = [];

    /// <summary>Ids by which people look for the stream.</summary>
    public IReadOnlyList<string> TraceKeys { get; init; } = [];

    /// <summary>The one word that sums the state up.</summary>
    [JsonIgnore]
    public string Status => PaymentStatus.Of(this);
}

/// <summary>A capture.</summary>
/// <param name="ObjectId">Provider's id of it.</param>
/// <param name="Amount">What was captured; null when only its failure was reported.</param>
/// <param name="At">When it was captured; when it failed if only that was reported.</param>
/// <param name="Failed">True once it failed.</param>
public sealed record CaptureState(string ObjectId, Money? Amount, DateTimeOffset At, bool Failed);

/// <summary>A refund.</summary>
/// <param name="RefundId">Provider's id of it.</param>
/// <param name="Standing"><c>REFUNDED</c> or <c>REFUND_FAILED</c>.</param>
/// <param name="Amount">What was refunded; null while only its failure is known.</param>
public sealed record RefundState(string RefundId, string Standing, Money? Amount);

/// <summary>A fee.</summary>
/// <param name="FeeId">Provider's id of it.</param>
/// <param name="Variant">Its variant; null for a processing fee.</param>
/// <param name="Amount">What was charged or given back.</param>
public sealed record FeeState(string FeeId, string? Variant, Money? Amount);

/// <summary>A dispute.</summary>
/// <param name="DisputeId">Provider's id of it.</param>
/// <param name="Standing"><c>DISPUTED</c>, <c>DISPUTE_WON</c> or <c>DISPUTE_LOST</c>.</param>
/// <param name="Amount">What is disputed.</param>
public sealed record DisputeState(string DisputeId, string Standing, Money? Amount);

/// <summary>A posted entry that can still be undone.</summary>
/// <param name="EntryId">Identity of the entry.</param>
/// <param name="Row">The row that posted it.</param>
/// <param name="ObjectId">The provider's object it was posted for.</param>
/// <param name="Lines">Its lines.</param>
public sealed record OpenEntry(Guid EntryId, string Row, string ObjectId, IReadOnlyList<PostedLine> Lines);

/// <summary>An event that waits.</summary>
/// <param name="Reason">What it waits for.</param>
/// <param name="Deadline">When it becomes an exception.</param>
/// <param name="Overdue">True once that exception was raised; it can still be released.</param>
/// <param name="TraceId">Trace under which it arrived; may be null.</param>
public sealed record HeldEvent(string Reason, DateTimeOffset Deadline, bool Overdue, string? TraceId)
{
    /// <summary>The event itself, as on the wire.</summary>
    [JsonConverter(typeof(CanonicalEventJson))]
    public required PaymentEvent Event { get; init; }
}
