using Ledger.ProviderSimulators.Adyen;
using Ledger.ProviderSimulators.Braintree;
using Ledger.ProviderSimulators.PayPal;
using Ledger.ProviderSimulators.Stripe;

namespace Ledger.ProviderSimulators;

/// <summary>THE list of simulators. A new one is a folder and a line here.</summary>
public static class AllProviderSimulators
{
    /// <summary>All of them, each letting in who has its key.</summary>
    /// <param name="key">The secret of whoever may call, for all providers the same; at least eight characters.</param>
    /// <param name="time">The clock.</param>
    public static IReadOnlyList<IProviderSimulator> List(string key, TimeProvider time) =>
    [
        new StripeSimulator(key, time),
        new AdyenSimulator(key),
        new BraintreeSimulator(key),
        new PayPalSimulator(key, time),
    ];
}
