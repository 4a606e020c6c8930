using System.Text.Json;
using Ledger.Accounting;
using Ledger.Providers.Amounts;
using Ledger.Providers.Facts;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Stripe;

/// <summary>Collects what one event says.</summary>
sealed class StripeFacts(StripeEnvelope envelope)
{
    readonly FactCollector _facts = new(envelope.Origin);

    internal void NoFact(string detail) => _facts.NoFact(detail);

    internal void Refuse(RefusalReason reason, string detail) => _facts.Refuse(reason, detail);

    /// <inheritdoc cref="FactCollector.HasTime"/>
    internal bool HasTime() => _facts.HasTime("created");

    /// <summary>Adds a fact, or the reason why it cannot be one.</summary>
    internal void Add(StripeFact fact) => _facts.Add(new Fact(fact.Class, fact.PaymentId, fact.ObjectId, fact.Key)
    {
        Variant = fact.Variant,
        Subject = fact.Subject,
        Amounts = fact.Amounts,
        Completeness = fact.Completeness,
        OrderRef = OrderRefOf(fact.Source),
        InvoiceRef = fact.InvoiceRef ?? fact.Source.Id("invoice"),
        CustomerRef = fact.Source.Id("customer"),
        PayeeRef = fact.PayeeRef,
        ReasonCode = fact.ReasonCode,
        SettlementBatchId = fact.SettlementBatchId,
        PaymentMethod = MethodOf(fact.Source),
        DueBy = fact.DueBy,
        ExchangeRate = fact.ExchangeRate,
        OrderLines = StripeOrderLines.Of(fact.Source),
    });

    /// <summary>Reads an amount that the fact needs; null and a reason when there is none.</summary>
    internal Money? Amount(JsonElement source, string field, AmountKind kind = AmountKind.Charge)
    {
        var (units, reason, detail) = WholeUnits.Read(source, field);
        if (reason is { } why)
        {
            Refuse(why, detail!);
            return null;
        }

        return Amount(units, source, kind);
    }

    /// <summary>Converts an amount in the object's currency; null and a reason when it is none.</summary>
    internal Money? Amount(long units, JsonElement source, AmountKind kind)
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
        source.Whole(field) is { } units and not 0 ? Amount(units, source, AmountKind.Charge) : null;

    /// <summary>Converts silently: null when it cannot be done.</summary>
    internal ProviderAmount Convert(long units, JsonElement source, AmountKind kind) =>
        source.Text("currency") is { } currency
            ? StripeCurrencies.Table.Convert(
                units, currency, DateOnly.FromDateTime(envelope.OccurredAt.UtcDateTime), kind,
                envelope.Settings.CurrencyExponents)
            : new ProviderAmount(null, RefusalReason.FieldMissing, "currency is missing or no text.");

    /// <summary>The outcome.</summary>
    internal Translation ToTranslation() => _facts.ToTranslation();

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
