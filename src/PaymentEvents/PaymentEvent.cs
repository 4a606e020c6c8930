using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Serialization;

namespace Ledger.PaymentEvents;

/// <summary>One canonical fact that a provider reported: the only thing consumers read (R-EV-01, R-EV-09).</summary>
/// <remarks>
/// Immutable; on the wire it is camelCase JSON with a schema version. What a sender of an older build leaves out has its
/// default: generated JSON code sets every member, those that are missing to null.
/// </remarks>
public sealed record PaymentEvent
{
    /// <summary>The schema version this build writes; it reads this one and the one before.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>Version of this shape.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>
    /// Identity of the business fact: UUIDv5 of provider, account, provider object and class. Two provider messages
    /// that report one fact carry the same id (R-ID-11).
    /// </summary>
    public required Guid EventId { get; init; }

    /// <summary>Identity of the provider's message (R-ID-13): UUIDv5 of provider, account, provider event id, place in it.</summary>
    public required Guid MessageKey { get; init; }

    /// <summary>What happened, by its class.</summary>
    /// <seealso cref="EventClass.All"/>
    public required string Class { get; init; }

    /// <summary>The kind within its class that is posted differently; null for the ordinary kind.</summary>
    /// <seealso cref="EventVariant"/>
    public string? Variant { get; init; }

    /// <summary>What it is about; the first part of its stream's name.</summary>
    /// <seealso cref="PaymentEvents.Subject"/>
    public required string Subject { get; init; }

    /// <summary>Provider's name, lower case, such as <c>stripe</c>; <c>inventory</c> for goods.</summary>
    /// <seealso cref="GoodsSource.Provider"/>
    public required string Provider { get; init; }

    /// <summary>The provider account (merchant account) the fact belongs to; for goods, the stock location.</summary>
    public required string Account { get; init; }

    /// <summary>The provider's own event id.</summary>
    public required string ProviderEventId { get; init; }

    /// <summary>The provider's own event type.</summary>
    public required string ProviderEventType { get; init; }

    /// <summary>The object the fact is about: charge, refund, dispute, payout, balance transaction, stock movement.</summary>
    public required string ProviderObjectId { get; init; }

    /// <summary>API version the payload was rendered with (R-GW-20).</summary>
    public string? ProviderApiVersion { get; init; }

    /// <summary>
    /// The payment, payout or fee the fact belongs to, for goods the order, or the SKU of a correction; the last part of
    /// its stream's name.
    /// </summary>
    public required string PaymentId { get; init; }

    /// <summary>Merchant's order reference.</summary>
    public string? OrderRef { get; init; }

    /// <summary>Invoice reference.</summary>
    public string? InvoiceRef { get; init; }

    /// <summary>Provider's customer id.</summary>
    public string? CustomerRef { get; init; }

    /// <summary>Payee (seller) reference.</summary>
    public string? PayeeRef { get; init; }

    /// <summary>Idempotency key of the API request that caused the fact (R-EV-24).</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Provider's id of the API request that caused the fact (R-EV-24).</summary>
    public string? ApiRequestId { get; init; }

    /// <summary>Settlement batch the fact belongs to.</summary>
    public string? SettlementBatchId { get; init; }

    /// <summary>Why it failed, or the dispute's reason; the provider's own code.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>Payment method, as the provider names it, such as <c>card</c>; null when the message does not say.</summary>
    public string? PaymentMethod { get; init; }

    /// <summary>When a dispute must be answered (R-JR-35).</summary>
    public DateTimeOffset? DueBy { get; init; }

    /// <summary>When it happened, by the provider's clock (UTC).</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>When the gateway received it (UTC).</summary>
    public required DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The amounts.</summary>
    public PaymentAmounts Amounts { get; init => field = value ?? new(); } = new();

    /// <summary>Settlement currency per payment currency, as the provider stated it.</summary>
    public decimal? ExchangeRate { get; init; }

    /// <summary>What was sold, when the message says so; for goods, what moved.</summary>
    public IReadOnlyList<OrderLine> OrderLines { get; init => field = value ?? []; } = [];

    /// <summary>False for the provider's test mode.</summary>
    public bool Livemode { get; init; }

    /// <summary>The delivery in the evidence archive that carried the fact; for goods, the command behind it.</summary>
    public required Guid DeliveryId { get; init; }

    /// <summary>SHA-256 of the body as the provider sent it, lower-case hex.</summary>
    public required string BodySha256 { get; init; }

    /// <summary>Whether the provider's message carried all that posting needs; complete where it is not said.</summary>
    /// <seealso cref="PaymentEvents.Completeness"/>
    public string Completeness { get; init => field = value ?? PaymentEvents.Completeness.Complete; } = PaymentEvents.Completeness.Complete;

    /// <summary>The event stream: <c>payment/{provider}/{account}/{id}</c>.</summary>
    [JsonIgnore]
    public string StreamId => $"{Subject}/{Provider}/{Account}/{PaymentId}";

    /// <summary>The class whose effect it has.</summary>
    [JsonIgnore]
    public string Effect => EventClass.EffectOf(Class, Variant);

    /// <summary>
    /// Hash of what makes the fact this fact: class, variant, payment and amounts, of a conversion both. The same fact reported
    /// twice has the same fingerprint; a reused key with other content has not (R-ID-03).
    /// </summary>
    public byte[] Fingerprint() => SHA256.HashData(Encoding.UTF8.GetBytes(string.Join('\u001f',
        [Class, Variant, StreamId, Amounts.Gross, Amounts.CumulativeGross, Completeness,
            .. Class == EventClass.FxConverted ? [Amounts.Settled] : Array.Empty<object?>()])));
}
