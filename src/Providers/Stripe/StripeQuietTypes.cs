namespace Ledger.Providers.Stripe;

/// <summary>
/// Event types that are known and state nothing to post: archived as NO_FACT, not counted as unknown.
/// </summary>
static class StripeQuietTypes
{
    static readonly HashSet<string> Names = new(StringComparer.Ordinal)
    {
        "charge.dispute.updated", "balance.available", "application_fee.refund.updated",
    };

    /// <summary>Of these families everything that has no method of its own.</summary>
    static readonly string[] Families =
    [
        "payment_intent.", "checkout.session.", "invoice.", "payout.", "refund.", "radar.early_fraud_warning.",
        "transfer.", "topup.", "reserve.",
    ];

    internal static bool Contains(string type) =>
        Names.Contains(type)
        || Array.Exists(Families, family => type.StartsWith(family, StringComparison.Ordinal));
}
