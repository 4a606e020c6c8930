using Ledger.Providers.Adyen;
using Ledger.Providers.Braintree;
using Ledger.Providers.PaymentGateway;
using Ledger.Providers.PayPal;
using Ledger.Providers.StandardWebhooks;
using Ledger.Providers.Stripe;

namespace Ledger.Providers;

/// <summary>THE list of providers. A new one is a folder and a line here.</summary>
public static class AllProviders
{
    /// <summary>All providers.</summary>
    public static IReadOnlyList<IPaymentProvider> List { get; } =
    [
        new StripeProvider(),
        new AdyenProvider(),
        new PayPalProvider(),
        new BraintreeProvider(),
        new StandardWebhooksProvider(),
        new PaymentGatewayProvider(),
    ];
}
