using System.Text.Json.Serialization;
using Ledger.Accounting;
using Ledger.Inventory.Commands;
using Ledger.PaymentEvents;

namespace Ledger.Inventory.Orders;

/// <summary>What is known of a payment as far as stock goes by it.</summary>
public sealed record PaymentFacts
{
    /// <summary>A payment nobody has heard of.</summary>
    public static readonly PaymentFacts None = new();

    /// <summary>The order it pays; null as long as nothing has said so.</summary>
    public string? OrderRef { get; init; }

    /// <summary>When it was authorized, by the provider's clock.</summary>
    public DateTimeOffset? AuthorizedAt { get; init; }

    /// <summary>When the authorization was cancelled or had run out, by the provider's clock.</summary>
    public DateTimeOffset? EndedAt { get; init; }

    /// <summary>Its captures, failed ones too.</summary>
    public IReadOnlyList<CaptureMark> Captures { get; init => field = value ?? []; } = [];

    /// <summary>Its refunds, failed ones too; null without any, so that states of older builds stay as they were written.</summary>
    public IReadOnlyList<RefundMark>? Refunds { get; init; }

    /// <summary>Disputes and refunds that came before the order was known.</summary>
    public IReadOnlyList<OrderReview> Reviews { get; init => field = value ?? []; } = [];

    /// <summary>Disputes whose end is known, with the class that told it: their opening may still come.</summary>
    public IReadOnlyList<OrderReview> Decided { get; init => field = value ?? []; } = [];

    /// <summary>Events that wait for what they did not say.</summary>
    public IReadOnlyList<HeldStockEvent> Held { get; init => field = value ?? []; } = [];

    /// <summary>True when anything was heard of it.</summary>
    [JsonIgnore]
    public bool IsKnown => (OrderRef ?? (object?)AuthorizedAt ?? EndedAt) is not null
        || Captures.Count + (Refunds?.Count ?? 0) + Reviews.Count + Decided.Count + Held.Count > 0;

    /// <summary>
    /// Of the place where events wait that name no payment: to which payments they went. Null while there was none.
    /// </summary>
    public IReadOnlyList<SuppliedPayment>? Supplied { get; init; }

    /// <summary>Keys that its held events lead to: any other event of the payment may let them go.</summary>
    [JsonIgnore]
    public IEnumerable<string> HeldKeys => Held.SelectMany(held => OrderStream.KeysOf(held.Event));
}

/// <summary>A capture.</summary>
/// <param name="ObjectId">The provider's object.</param>
/// <param name="At">When, by the provider's clock.</param>
/// <param name="Failed">Whether it failed, be it later.</param>
/// <param name="Amount">How much; null where it was not stated, and from events of older builds.</param>
public sealed record CaptureMark(string ObjectId, DateTimeOffset At, bool Failed, Money? Amount = null);

/// <summary>A refund.</summary>
/// <param name="ObjectId">The provider's object: the refund, or what a running total is of.</param>
/// <param name="Amount">How much; null where only its failure is known.</param>
/// <param name="Failed">Whether its money came back, be it later.</param>
/// <param name="IsTotal">True for a running total, which contains single refunds.</param>
public sealed record RefundMark(string ObjectId, Money? Amount, bool Failed, bool IsTotal);

/// <summary>The payment that an event got which had named none.</summary>
/// <param name="EventId">The event.</param>
/// <param name="StreamId">Stream of the payment.</param>
public sealed record SuppliedPayment(Guid EventId, string StreamId);

/// <summary>An event that waits until somebody supplies what it did not say.</summary>
/// <param name="Event">The event, with what was supplied so far.</param>
/// <param name="Missing">What is missing, in words for people.</param>
/// <param name="TraceId">Trace under which it came; may be null.</param>
public sealed record HeldStockEvent(PaymentEvent Event, IReadOnlyList<string> Missing, string? TraceId);
