using Ledger.PaymentEvents;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Braintree;

/// <summary>
/// Public notifications (braintree_ruby's samples; shared/data/webhooks/braintree) give the classes that this table states. The files
/// are not part of the repository. Where it says needs-read, the sample leaves the currency out.
/// </summary>
public sealed class BraintreeConformanceTests
{
    static readonly Dictionary<string, string> Expected = new(StringComparer.Ordinal)
    {
        ["check"] = "NoFact",
        ["disbursement"] = "settlement-confirmed, payout-initiated, payout-paid",
        ["dispute_accepted"] = "chargeback-lost",
        ["dispute_auto_accepted"] = "chargeback-lost",
        ["dispute_disputed"] = "NoFact",
        ["dispute_expired"] = "chargeback-lost",
        ["dispute_lost"] = "chargeback-lost",
        ["dispute_opened"] = "chargeback-opened",
        ["dispute_under_review"] = "NoFact",
        ["dispute_won"] = "chargeback-won",
        ["local_payment_completed"] = "auth-created (needs-read)",
        ["local_payment_expired"] = "payment-failed",
        ["local_payment_funded"] = "capture-succeeded (needs-read)",
        ["local_payment_reversed"] = "reversal",
        ["refund_failed"] = "refund-failed",
        ["subscription_charged_successfully"] = "capture-succeeded (needs-read)",
        ["subscription_charged_unsuccessfully"] = "payment-failed",
        ["transaction_disbursed"] = "capture-succeeded (needs-read), settlement-confirmed (needs-read)",
        ["transaction_retried"] = "capture-succeeded",
        ["transaction_reviewed"] = "NoFact",
        ["transaction_settled"] = "capture-succeeded, settlement-confirmed",
        ["transaction_settlement_declined"] = "capture-failed",
    };

    [Fact]
    public void Every_public_notification_gives_the_classes_expected()
    {
        var found = Directory.EnumerateFiles(SharedData.Locate("webhooks/braintree/samples-xml"), "*.xml")
            .ToDictionary(file => Path.GetFileNameWithoutExtension(file), Outcome, StringComparer.Ordinal);

        Assert.Equal(Lines(Expected), Lines(found));
    }

    /// <summary>A dispute that is won may return less: 95.00 of 100.00 in the public sample.</summary>
    [Fact]
    public void Dispute_that_is_won_returns_the_amount_won()
    {
        var file = Path.Combine(SharedData.Locate("webhooks/braintree/samples-xml"), "dispute_won.xml");
        var won = Assert.Single(
            BraintreePosts.Provider.Translate(BraintreePosts.Of(File.ReadAllBytes(file)), BraintreePosts.Settings).Events);

        Assert.Equal(9_500, won.Amounts.Gross?.MinorUnits);
    }

    static string Lines(Dictionary<string, string> outcomes) =>
        string.Join('\n', outcomes.Select(pair => $"{pair.Key}: {pair.Value}").Order(StringComparer.Ordinal));

    static string Outcome(string file)
    {
        var translation = BraintreePosts.Provider.Translate(BraintreePosts.Of(File.ReadAllBytes(file)), BraintreePosts.Settings);
        var names = translation.Events
            .Select(fact => fact.Class + (fact.Completeness == Completeness.NeedsRead ? " (needs-read)" : ""))
            .Concat(translation.Reason is { } reason ? [reason.ToString()] : []);
        return string.Join(", ", names);
    }
}
