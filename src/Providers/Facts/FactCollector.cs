using System.Globalization;
using Ledger.PaymentEvents;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Facts;

/// <summary>
/// Collects what one message says: facts, and the first reason (by precedence) for what is not a fact.
/// </summary>
sealed class FactCollector(FactOrigin origin)
{
    static readonly DateTimeOffset EarliestFact = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);

    readonly List<PaymentEvent> _events = [];
    RefusalReason? _reason;
    string? _detail;

    internal void NoFact(string detail) => Refuse(RefusalReason.NoFact, detail);

    internal void Refuse(RefusalReason reason, string detail)
    {
        if (_reason is null || reason < _reason)
        {
            (_reason, _detail) = (reason, detail);
        }
    }

    /// <summary>True when the message says when it happened, and that is plausible; else a reason is noted.</summary>
    /// <param name="field">The field that says it, for people.</param>
    internal bool HasTime(string field)
    {
        if (origin.OccurredAt == default)
        {
            Refuse(RefusalReason.FieldMissing, $"{field} is missing or no time.");
        }
        else if (origin.OccurredAt < EarliestFact || origin.OccurredAt > origin.Webhook.ReceivedAt.AddDays(1))
        {
            Refuse(RefusalReason.OccurredAtImplausible, $"{field} is before 2000 or more than a day ahead.");
        }
        else
        {
            return true;
        }

        return false;
    }

    /// <summary>Adds a fact, or the reason why it cannot be one.</summary>
    internal void Add(Fact fact)
    {
        if (!ProviderId.IsId(fact.PaymentId) || !ProviderId.IsId(fact.ObjectId) || fact.Key.Contains(null))
        {
            Refuse(RefusalReason.FieldMissing, $"The object states no usable id for {fact.Class}.");
            return;
        }

        _events.Add(ToEvent(fact));
    }

    /// <summary>The outcome.</summary>
    internal Translation ToTranslation()
    {
        var silent = _events.Count > 0 && _reason == RefusalReason.NoFact;
        return new Translation(
            origin.EventId, CleanText.Of(origin.EventType), _events, silent ? null : _reason, silent ? null : _detail);
    }

    PaymentEvent ToEvent(Fact fact) => new()
    {
        EventId = DeterministicId.Of(["fact", origin.Provider, origin.Account, .. fact.Key]),
        MessageKey = DeterministicId.Of(
            "message", origin.Provider, origin.Account, origin.EventId, _events.Count.ToString(CultureInfo.InvariantCulture)),
        Class = fact.Class,
        Variant = fact.Variant,
        Subject = fact.Subject,
        Provider = origin.Provider,
        Account = origin.Account,
        ProviderEventId = origin.EventId,
        ProviderEventType = CleanText.Of(origin.EventType) ?? "",
        ProviderObjectId = fact.ObjectId!,
        ProviderApiVersion = CleanText.Of(origin.ApiVersion),
        PaymentId = fact.PaymentId!,
        OrderRef = CleanText.Name(fact.OrderRef),
        InvoiceRef = CleanText.Of(fact.InvoiceRef),
        CustomerRef = CleanText.Of(fact.CustomerRef),
        PayeeRef = CleanText.Of(fact.PayeeRef),
        IdempotencyKey = CleanText.Of(origin.IdempotencyKey),
        ApiRequestId = CleanText.Of(origin.ApiRequestId),
        SettlementBatchId = fact.SettlementBatchId,
        ReasonCode = CleanText.Of(fact.ReasonCode),
        PaymentMethod = CleanText.Of(fact.PaymentMethod),
        DueBy = fact.DueBy,
        OccurredAt = origin.OccurredAt,
        ReceivedAt = origin.Webhook.ReceivedAt,
        Amounts = fact.Amounts,
        ExchangeRate = fact.ExchangeRate,
        OrderLines = fact.OrderLines,
        Livemode = origin.Livemode,
        DeliveryId = origin.Webhook.DeliveryId,
        BodySha256 = origin.Webhook.BodySha256,
        Completeness = fact.Completeness,
    };
}
