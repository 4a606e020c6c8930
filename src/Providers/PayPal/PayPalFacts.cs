using System.Globalization;
using System.Text.Json;
using Ledger.Accounting;
using Ledger.PaymentEvents;
using Ledger.Providers.Amounts;
using Ledger.Providers.Facts;
using Ledger.Providers.Reading;

namespace Ledger.Providers.PayPal;

/// <summary>Collects what one event says. Until the resource was read from PayPal's API, every fact needs that read.</summary>
sealed class PayPalFacts(PayPalEnvelope envelope)
{
    readonly FactCollector _facts = new(envelope.Origin);

    internal void NoFact(string detail) => _facts.NoFact(detail);

    internal void Refuse(RefusalReason reason, string detail) => _facts.Refuse(reason, detail);

    /// <inheritdoc cref="FactCollector.HasTime"/>
    internal bool HasTime() => _facts.HasTime("create_time");

    /// <summary>Adds a fact of a resource, or the reason why it cannot be one; references are read from the resource.</summary>
    internal void Add(JsonElement source, Fact fact) => _facts.Add(fact with
    {
        Completeness = envelope.IsRead ? Completeness.Complete : Completeness.NeedsRead,
        OrderRef = OrderRefOf(source),
        InvoiceRef = source.Text("invoice_id") ?? source.Text("invoice_number"),
        CustomerRef = source.Child("payer")?.Text("payer_id"),
        PayeeRef = fact.PayeeRef ?? source.Child("payee")?.Text("merchant_id"),
        PaymentMethod = MethodOf(source),
    });

    /// <summary>Reads an amount that the fact needs; null and a reason when there is none.</summary>
    internal Money? Amount(JsonElement source, string field, AmountKind kind = AmountKind.Charge)
    {
        var amount = Convert(source, field, kind);
        if (amount.Reason is { } reason)
        {
            Refuse(reason, amount.Detail!);
        }

        return amount.Money;
    }

    /// <summary>Reads an amount that the provider computed and may leave out: null without a reason when it is missing or zero.</summary>
    internal Money? AmountIfAny(JsonElement source, string field) =>
        source.Child(field) is { } amount && !IsZero(TextOf(amount)) ? Amount(source, field, AmountKind.Computed) : null;

    /// <summary>Reads an amount silently: null when it cannot be done.</summary>
    internal Money? Silently(JsonElement source, string field) => Convert(source, field, AmountKind.Computed).Money;

    /// <summary>The outcome.</summary>
    internal Translation ToTranslation() => _facts.ToTranslation();

    /// <summary>
    /// Three shapes: <c>value</c> and <c>currency_code</c> (version 2), <c>total</c> and <c>currency</c> (version 1, where refunds are
    /// below zero), <c>value</c> and <c>currency</c> (payouts, fees of version 1).
    /// </summary>
    ProviderAmount Convert(JsonElement source, string field, AmountKind kind)
    {
        if (source.Child(field) is not { } amount || TextOf(amount) is not { } text
            || (amount.Text("currency_code") ?? amount.Text("currency")) is not { } currency)
        {
            return new ProviderAmount(null, RefusalReason.FieldMissing, $"{field} is missing, or has no value or currency as text.");
        }

        if (text.StartsWith('-'))
        {
            if (amount.Field("value") is not null)
            {
                return new ProviderAmount(null, RefusalReason.AmountOutOfRange, $"{field} is below zero.");
            }

            text = text[1..];
        }

        var on = DateOnly.FromDateTime(envelope.Origin.OccurredAt.UtcDateTime);
        return PayPalCurrencies.Table.ConvertMajor(text, currency, on, kind, envelope.Settings.CurrencyExponents);
    }

    static string? TextOf(JsonElement amount) => amount.Text("value") ?? amount.Text("total");

    static bool IsZero(string? text) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value) && value == 0;

    /// <summary>The merchant's own reference; where it gave none, PayPal's order, which authorization and capture share.</summary>
    static string? OrderRefOf(JsonElement source)
    {
        var units = source.Objects("purchase_units").ToList();
        var unit = units.Count == 1 ? units[0] : default; // Of several, none is the payment's.
        string?[] names =
        [
            source.Text("custom_id"), source.Text("custom"), source.Text("invoice_id"), source.Text("invoice_number"),
            unit.Text("custom_id"), unit.Text("invoice_id"), source.RelatedIds()?.Text("order_id"), source.Text("order_id"),
        ];
        return Array.Find(names, name => !string.IsNullOrWhiteSpace(name));
    }

    static string? MethodOf(JsonElement source) =>
        source.Text("payment_mode")
        ?? (source.Child("payment_source") is { } method ? method.EnumerateObject().Select(part => part.Name).FirstOrDefault() : null);
}
