namespace Ledger.Providers.Braintree;

/// <summary>
/// A subscription was charged, or could not be. The message lists the subscription's transactions of all time; only the newest is
/// what it is about, and the others may be older than the ledger.
/// </summary>
static class BraintreeSubscriptions
{
    internal static void Charged(BraintreeEnvelope envelope, BraintreeFacts facts)
    {
        if (envelope.Object is { Name: "transaction" } read)
        {
            BraintreeTransactions.SaleByStatus(facts, read);
        }
        else if (envelope.Object is not { Name: "subscription" } subscription)
        {
            facts.Refuse(RefusalReason.NotAnEvent, "The subject holds no subscription.");
        }
        else if (Newest(subscription) is { } transaction)
        {
            BraintreeTransactions.SaleByStatus(facts, transaction);
        }
        else
        {
            facts.NoFact("The subscription names no transaction: its balance paid.");
        }
    }

    /// <summary>The last created; the first of the list where they do not say when.</summary>
    static BraintreeElement? Newest(BraintreeElement subscription) =>
        subscription.Child("transactions")?.Children.Where(item => item is { Name: "transaction", IsNil: false })
            .MaxBy(item => item.Moment("created-at") ?? DateTimeOffset.MinValue);
}
