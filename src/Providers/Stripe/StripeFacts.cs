using System.Globalization;
using System.Text.Json;
using Ledger.Accounting;
using Ledger.PaymentEvents;

namespace Ledger.Providers.Stripe;

/// <summary>
/// Collects what one message says: facts, and the first reason (by precedence) for what is not a fact.
/// </summary>
sealed class StripeFacts(StripeEnvelope envelope)
{
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

    /// <summary>Adds a fact, or the reason why it cannot be one.</summary>
    internal void Add(StripeFact fact)
    {
        if (!StripeIds.IsId(fact.PaymentId) || !StripeIds.IsId(fact.ObjectId) || fact.Key.Contains(null))
        {
            Refuse(RefusalReason.FieldMissing, $"The object states no usable id for {fact.Class}.");
            return;
        }

        _events.Add(ToEvent(fact));
    }

    /// <summary>Reads an amount that the fact needs; null and a reason when there is none.</summary>
    internal Money? Amount(JsonElement source, string field, StripeAmountKind kind = StripeAmountKind.Charge)
    {
        if (source.Field(field) is not { ValueKind: JsonValueKind.Number } number)
        {
            Refuse(RefusalReason.FieldMissing, $"{field} is missing or no number.");
            return null;
        }

        if (!number.TryGetInt64(out var units))
        {
            var isWhole = number.GetRawText().AsSpan().IndexOfAny(".eE") < 0;
            Refuse(
                isWhole ? RefusalReason.AmountOutOfRange : RefusalReason.FieldMissing,
                isWhole ? $"{field} does not fit 64 bits." : $"{field} is not written as a whole number.");
            return null;
        }

        return Amount(units, source, kind);
    }

    /// <summary>Converts an amount in the object's currency; null and a reason when it is none.</summary>
    internal Money? Amount(long units, JsonElement source, StripeAmountKind kind)
    {
        var amount = Convert(units, source, kind);
        if (amount.Reason is { } reason)
        {
            Refuse(reason, amount.Detail!);
        }

        return amount.Money;
    }

    /// <summary>Reads an amount that is good to have: null without a reason when it is missing or zero.</summary>
    internal Money? AmountIfAny(JsonElement source, string field) =>
        source.Whole(field) is { } units and not 0 ? Amount(units, source, StripeAmountKind.Charge) : null;

    /// <summary>Converts silently: null when it cannot be done.</summary>
    internal StripeAmount Convert(long units, JsonElement source, StripeAmountKind kind) =>
        source.Text("currency") is { } currency
            ? StripeCurrencies.Convert(
                units, currency, DateOnly.FromDateTime(envelope.OccurredAt.UtcDateTime), kind,
                envelope.Settings.CurrencyExponents)
            : new StripeAmount(null, RefusalReason.FieldMissing, "currency is missing or no text.");

    /// <summary>The outcome.</summary>
    internal Translation ToTranslation()
    {
        var silent = _events.Count > 0 && _reason == RefusalReason.NoFact;
        return new Translation(
            envelope.Id, CleanText.Of(envelope.Type), _events, silent ? null : _reason, silent ? null : _detail);
    }

    PaymentEvent ToEvent(StripeFact fact) => new()
    {
        EventId = DeterministicId.Of(["fact", StripeProvider.ProviderName, envelope.Account, .. fact.Key]),
        MessageKey = DeterministicId.Of(
            "message", StripeProvider.ProviderName, envelope.Account, envelope.Id,
            _events.Count.ToString(CultureInfo.InvariantCulture)),
        Class = fact.Class,
        Variant = fact.Variant,
        Subject = fact.Subject,
        Provider = StripeProvider.ProviderName,
        Account = envelope.Account,
        ProviderEventId = envelope.Id,
        ProviderEventType = CleanText.Of(envelope.Type) ?? "",
        ProviderObjectId = fact.ObjectId!,
        ProviderApiVersion = CleanText.Of(envelope.ApiVersion),
        PaymentId = fact.PaymentId!,
        OrderRef = CleanText.Name(OrderRefOf(fact.Source)),
        InvoiceRef = CleanText.Of(fact.InvoiceRef ?? fact.Source.Id("invoice")),
        CustomerRef = CleanText.Of(fact.Source.Id("customer")),
        PayeeRef = CleanText.Of(fact.PayeeRef),
        IdempotencyKey = CleanText.Of(envelope.Request?.Text("idempotency_key")),
        ApiRequestId = CleanText.Of(envelope.RequestId),
        SettlementBatchId = fact.SettlementBatchId,
        ReasonCode = CleanText.Of(fact.ReasonCode),
        PaymentMethod = CleanText.Of(MethodOf(fact.Source)),
        DueBy = fact.DueBy,
        OccurredAt = envelope.OccurredAt,
        ReceivedAt = envelope.Webhook.ReceivedAt,
        Amounts = fact.Amounts,
        ExchangeRate = fact.ExchangeRate,
        OrderLines = StripeOrderLines.Of(fact.Source),
        Livemode = envelope.Root.Flag("livemode") ?? false,
        DeliveryId = envelope.Webhook.DeliveryId,
        BodySha256 = envelope.Webhook.BodySha256,
        Completeness = fact.Completeness,
    };

    /// <summary>The method of a charge, or the only one that an intent allows.</summary>
    static string? MethodOf(JsonElement source) =>
        source.Child("payment_method_details")?.Text("type")
        ?? (source.Field("payment_method_types") is { ValueKind: JsonValueKind.Array } types && types.GetArrayLength() == 1
            && types[0].ValueKind == JsonValueKind.String ? types[0].GetString() : null);

    static string? OrderRefOf(JsonElement source)
    {
        var metadata = source.Child("metadata") ?? default;
        return metadata.Text("order_id") ?? metadata.Text("order_reference") ?? metadata.Text("orderRef");
    }
}
