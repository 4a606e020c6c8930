using System.Text.Json.Serialization;
using Ledger.PaymentEvents;

namespace Ledger.JournalPosting.Events;

/// <summary>
/// What every event of the journal's streams says about the canonical event behind it: all references that an auditor
/// follows (R-EV-22 to R-EV-24), and all that the state of the stream is folded from.
/// </summary>
public abstract record JournalFact
{
    private protected JournalFact()
    {
    }

    private protected JournalFact(PaymentEvent e, string? traceId)
    {
        EventId = e.EventId;
        Class = e.Class;
        Variant = e.Variant;
        Provider = e.Provider;
        Account = e.Account;
        PaymentId = e.PaymentId;
        ProviderEventId = e.ProviderEventId;
        ProviderEventType = e.ProviderEventType;
        ProviderObjectId = e.ProviderObjectId;
        OrderRef = e.OrderRef;
        InvoiceRef = e.InvoiceRef;
        CustomerRef = e.CustomerRef;
        PayeeRef = e.PayeeRef;
        IdempotencyKey = e.IdempotencyKey;
        ApiRequestId = e.ApiRequestId;
        SettlementBatchId = e.SettlementBatchId;
        ReasonCode = e.ReasonCode;
        DueBy = e.DueBy;
        Livemode = e.Livemode;
        OccurredAt = e.OccurredAt;
        ReceivedAt = e.ReceivedAt;
        DeliveryId = e.DeliveryId;
        BodySha256 = e.BodySha256;
        Fingerprint = Convert.ToHexStringLower(e.Fingerprint());
        TraceId = traceId;
        Amounts = e.Amounts;
    }

    /// <summary>The canonical event.</summary>
    public Guid EventId { get; init; }

    /// <summary>Its class.</summary>
    public string Class { get; init; } = "";

    /// <summary>Its variant; null for the ordinary kind.</summary>
    public string? Variant { get; init; }

    /// <summary>Row of the matrix that decided; null when no row was found or asked.</summary>
    public string? Row { get; init; }

    /// <summary>Version of that matrix, with its profiles.</summary>
    public string? MatrixVersion { get; init; }

    /// <summary>Provider's name.</summary>
    public string Provider { get; init; } = "";

    /// <summary>Provider account.</summary>
    public string Account { get; init; } = "";

    /// <summary>Payment, payout or fee.</summary>
    public string PaymentId { get; init; } = "";

    /// <summary>The provider's event id.</summary>
    public string ProviderEventId { get; init; } = "";

    /// <summary>The provider's event type.</summary>
    public string ProviderEventType { get; init; } = "";

    /// <summary>The object the fact is about.</summary>
    public string ProviderObjectId { get; init; } = "";

    /// <summary>Merchant's order reference.</summary>
    public string? OrderRef { get; init; }

    /// <summary>Invoice reference.</summary>
    public string? InvoiceRef { get; init; }

    /// <summary>Provider's customer id.</summary>
    public string? CustomerRef { get; init; }

    /// <summary>Payee reference.</summary>
    public string? PayeeRef { get; init; }

    /// <summary>Idempotency key of the API request behind it.</summary>
    public string? IdempotencyKey { get; init; }

    /// <summary>Provider's id of that request.</summary>
    public string? ApiRequestId { get; init; }

    /// <summary>Settlement batch.</summary>
    public string? SettlementBatchId { get; init; }

    /// <summary>The provider's reason code.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>When a dispute must be answered.</summary>
    public DateTimeOffset? DueBy { get; init; }

    /// <summary>False for the provider's test mode.</summary>
    public bool Livemode { get; init; }

    /// <summary>When it happened (UTC).</summary>
    public DateTimeOffset OccurredAt { get; init; }

    /// <summary>When the gateway received it (UTC).</summary>
    public DateTimeOffset ReceivedAt { get; init; }

    /// <summary>The delivery that carried it.</summary>
    public Guid DeliveryId { get; init; }

    /// <summary>SHA-256 of that delivery's body, lower-case hex.</summary>
    public string BodySha256 { get; init; } = "";

    /// <summary>Fingerprint of the canonical event, lower-case hex.</summary>
    public string Fingerprint { get; init; } = "";

    /// <summary>W3C trace id under which it was processed; null when none was sampled.</summary>
    public string? TraceId { get; init; }

    /// <summary>The amounts of the canonical event.</summary>
    public PaymentAmounts Amounts { get; init; } = new();

    /// <summary>True when it waited for its predecessor before.</summary>
    public bool ReleasedFromHold { get; init; }

    /// <summary>Status of the stream before.</summary>
    public string StatusBefore { get; init; } = "";

    /// <summary>Status of the stream after.</summary>
    public string StatusAfter { get; init; } = "";

    /// <summary>Identity of this event in the store.</summary>
    [JsonIgnore]
    public abstract Guid Id { get; }
}
