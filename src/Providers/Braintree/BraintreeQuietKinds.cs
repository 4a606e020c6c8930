namespace Ledger.Providers.Braintree;

/// <summary>Kinds that are known and state nothing to post: archived as NO_FACT, not counted as unknown.</summary>
static class BraintreeQuietKinds
{
    static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "check", "account_updater_daily_report", "oauth_access_revoked", "transaction_reviewed",
        "dispute_disputed", "dispute_under_review",
        "grantor_updated_granted_payment_method", "recipient_updated_granted_payment_method",
        "ideal_payment_complete", "ideal_payment_failed",
    };

    /// <summary>Of these families everything that has no method of its own.</summary>
    static readonly string[] Families =
    [
        "subscription_", "payment_method_", "granted_payment_", "connected_merchant_", "partner_merchant_",
        "sub_merchant_account_",
    ];

    internal static bool Contains(string kind) =>
        Names.Contains(kind)
        || Array.Exists(Families, family => kind.StartsWith(family, StringComparison.Ordinal));
}
