using Ledger.Accounting;
using Ledger.PaymentEvents;
using Ledger.Providers.Amounts;
using Ledger.Providers.Facts;

namespace Ledger.Providers.Braintree;

/// <summary>Collects what one notification says.</summary>
sealed class BraintreeFacts(BraintreeEnvelope envelope)
{
    readonly FactCollector _facts = new(envelope.Origin);

    internal void NoFact(string detail) => _facts.NoFact(detail);

    internal void Refuse(RefusalReason reason, string detail) => _facts.Refuse(reason, detail);

    /// <inheritdoc cref="FactCollector.HasTime"/>
    internal bool HasTime() => _facts.HasTime("timestamp");

    /// <summary>Adds a fact that needs no amount, or the reason why it cannot be one.</summary>
    internal void Add(Fact fact) => _facts.Add(fact);

    /// <summary>
    /// Adds a fact of an amount. What the message does not state is read from the API before it is posted, never guessed; what it states
    /// wrongly is refused by name.
    /// </summary>
    /// <param name="fact">The fact without it.</param>
    /// <param name="amount">The element that states it; null when there is none.</param>
    /// <param name="currency">Its currency; null when the message does not say.</param>
    internal void AddOf(Fact fact, BraintreeElement? amount, string? currency)
    {
        if (amount is null || currency is null)
        {
            _facts.Add(fact with { Amounts = new(), Completeness = Completeness.NeedsRead });
        }
        else if (Amount(amount, currency) is { } money)
        {
            _facts.Add(fact with { Amounts = fact.Amounts with { Gross = money } });
        }
    }

    /// <summary>Converts an amount; null and a reason when it is none.</summary>
    internal Money? Amount(BraintreeElement amount, string currency, AmountKind kind = AmountKind.Charge)
    {
        var converted = Convert(amount.Text ?? "", currency, kind);
        if (converted.Reason is { } reason)
        {
            Refuse(reason, converted.Detail!);
        }

        return converted.Money;
    }

    /// <summary>Converts an amount that is good to have: null without a reason when it is not there.</summary>
    internal Money? AmountIfAny(BraintreeElement? amount, string? currency) =>
        amount is null || currency is null ? null : Amount(amount, currency);

    /// <summary>Converts silently: null when it cannot be done.</summary>
    internal Money? Computed(string? amount, string? currency) =>
        amount is null || currency is null ? null : Convert(amount, currency, AmountKind.Computed).Money;

    /// <summary>The outcome.</summary>
    internal Translation ToTranslation() => _facts.ToTranslation();

    ProviderAmount Convert(string amount, string currency, AmountKind kind) => BraintreeCurrencies.Table.ConvertMajor(
        amount, currency, DateOnly.FromDateTime(envelope.OccurredAt.UtcDateTime), kind, envelope.Settings.CurrencyExponents);
}
