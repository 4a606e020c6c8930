using Ledger.Accounting;
using Ledger.Providers.Amounts;

namespace Ledger.Providers.Contract;

/// <summary>Minor units of the open contract: those of ISO 4217, for every currency and on every day.</summary>
static class ContractCurrencies
{
    internal static ProviderCurrencies Table { get; } = new(
        "The contract", Currency.All.Select(currency => new CurrencyRule(currency.Code, currency.Exponent)));

    internal static IReadOnlyDictionary<string, int> NoneConfigured { get; } = new Dictionary<string, int>();
}
