using System.Globalization;
using System.Text.Json;
using Ledger.Accounting;
using Ledger.PaymentEvents;
using Ledger.Providers.Amounts;
using Ledger.Providers.Facts;
using Ledger.Providers.Reading;

namespace Ledger.Providers.Adyen;

/// <summary>Collects what one message says.</summary>
sealed class AdyenFacts(AdyenEnvelope envelope)
{
    readonly FactCollector _facts = new(envelope.Origin);

    internal void NoFact(string detail) => _facts.NoFact(detail);

    internal void Refuse(RefusalReason reason, string detail) => _facts.Refuse(reason, detail);

    /// <inheritdoc cref="FactCollector.HasTime"/>
    internal bool HasTime(string field) => _facts.HasTime(field);

    /// <summary>Adds a fact as it is.</summary>
    internal void Add(Fact fact) => _facts.Add(fact);

    /// <summary>Adds a fact of an item, with the references that the item carries.</summary>
    internal void AddOfItem(Fact fact) => _facts.Add(fact with
    {
        OrderRef = envelope.Object.Filled("merchantReference"),
        CustomerRef = envelope.Object.Additional("shopperReference") ?? envelope.Object.Additional("recurring.shopperReference")
            ?? envelope.Object.Additional("tokenization.shopperReference"),
        PaymentMethod = envelope.Object.Filled("paymentMethod"),
    });

    /// <summary>
    /// Adds a fact whose event states that something happened. That such an event did not succeed is documented nowhere: then nothing is
    /// taken from it but that somebody must look.
    /// </summary>
    internal void AddHappened(Fact fact) => AddOfItem(envelope.Success == true
        ? fact
        : fact with { Amounts = new(), Completeness = Completeness.NeedsRead, Key = [.. fact.Key, "unsuccessful"] });

    /// <summary>The item's amount, which the fact needs; null and a reason when there is none.</summary>
    internal Money? Amount(AmountKind kind = AmountKind.Charge)
    {
        var amount = Read(kind);
        if (amount.Reason is { } reason)
        {
            Refuse(reason, amount.Detail!);
        }

        return amount.Money;
    }

    /// <summary>The item's amount where it is good to have: null without a reason when there is none.</summary>
    internal Money? AmountIfAny() => Read(AmountKind.Charge).Money;

    /// <summary>True when the item states an amount of zero.</summary>
    internal bool IsZero() => AmountOf(envelope.Object).Digits("value") is "0";

    /// <summary>The outcome.</summary>
    internal Translation ToTranslation() => _facts.ToTranslation();

    ProviderAmount Read(AmountKind kind)
    {
        var amount = AmountOf(envelope.Object);
        if (amount.Digits("value") is not { } value)
        {
            return new ProviderAmount(null, RefusalReason.FieldMissing, "amount.value is missing or no number.");
        }

        if (!long.TryParse(value, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var units))
        {
            return value.AsSpan().TrimStart('-').IndexOfAnyExceptInRange('0', '9') < 0 && value.Any(char.IsAsciiDigit)
                ? new ProviderAmount(null, RefusalReason.AmountOutOfRange, "amount.value does not fit 64 bits.")
                : new ProviderAmount(null, RefusalReason.FieldMissing, "amount.value is not written as a whole number.");
        }

        return amount.Text("currency") is { } currency
            ? AdyenCurrencies.Table.Convert(
                units, currency, DateOnly.FromDateTime(envelope.OccurredAt.UtcDateTime), kind, envelope.Settings.CurrencyExponents)
            : new ProviderAmount(null, RefusalReason.FieldMissing, "amount.currency is missing or no text.");
    }

    static JsonElement AmountOf(JsonElement item) => item.Child("amount") ?? default;
}
