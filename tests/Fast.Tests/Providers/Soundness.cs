using System.Text.Json;
using Ledger.Accounting;
using Ledger.PaymentEvents;
using Ledger.Providers;
using Ledger.Providers.Amounts;
using Xunit;

namespace Ledger.Fast.Tests.Providers;

/// <summary>What holds of every translation, whatever came in: no amount at or below zero, no text that is unfit to store.</summary>
static class Soundness
{
    internal static void Check(Translation translation)
    {
        Assert.True(translation.Events.Count > 0 || translation.Reason is not null);
        Assert.Equal(translation.Reason is null, translation.Detail is null);
        Assert.All(translation.Events, Check);
        Assert.Equal(translation.Events.Count, translation.Events.Select(fact => fact.MessageKey).Distinct().Count());
    }

    static void Check(PaymentEvent fact)
    {
        Assert.Contains(fact.Class, EventClass.All);
        Assert.Contains(fact.Variant, EventVariant.KindsOf(fact.Class));
        Money?[] amounts = [fact.Amounts.Gross, fact.Amounts.Settled, fact.Amounts.CumulativeGross];
        Assert.All(amounts, amount => Assert.True(
            amount is null or { IsPositive: true, MinorUnits: <= ProviderCurrencies.MinorUnitsMax }));
        string?[] texts =
        [
            fact.PaymentId, fact.ProviderEventId, fact.ProviderEventType, fact.ProviderObjectId, fact.OrderRef,
            fact.InvoiceRef, fact.CustomerRef, fact.PayeeRef, fact.IdempotencyKey, fact.ApiRequestId, fact.ReasonCode,
            fact.ProviderApiVersion, fact.SettlementBatchId, fact.Account, fact.PaymentMethod,
        ];
        Assert.All(texts, text => Assert.True(
            text is null || (text.Length <= 255 && !text.Any(char.IsControl) && !CardNumbers.IsIn(text))));
        _ = fact.Fingerprint();
        _ = JsonSerializer.SerializeToUtf8Bytes(fact, PaymentEventJson.Default.PaymentEvent);
    }
}
