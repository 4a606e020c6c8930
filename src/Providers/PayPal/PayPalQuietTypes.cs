namespace Ledger.Providers.PayPal;

/// <summary>Event types that are known and state nothing to post: archived as NO_FACT, not counted as unknown.</summary>
/// <remarks>Of developer.paypal.com/api/rest/webhooks/event-names, read in November 2026.</remarks>
static class PayPalQuietTypes
{
    /// <summary>Of these families all that has no method of its own: what is paid under them comes as capture or sale as well.</summary>
    static readonly string[] Families =
    [
        "BILLING.", "BILLING_AGREEMENTS.", "CATALOG.", "CHECKOUT.", "CUSTOMER.", "IDENTITY.", "INVOICING.", "MERCHANT.", "PAYMENT.ORDER.",
        "PAYMENTS.PAYMENT.", "VAULT.",
    ];

    internal static bool Contains(string type) => Array.Exists(Families, family => type.StartsWith(family, StringComparison.Ordinal));
}
