using Ledger.PaymentEvents;
using Ledger.Providers.Adyen;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Adyen;

/// <summary>
/// Public payloads (examples of Adyen/adyen-openapi; shared/data/webhooks/adyen) give the classes that this table states. The files are
/// not part of the repository.
/// </summary>
public sealed class AdyenConformanceTests
{
    const string Folder = "webhooks/adyen";
    const string Transactions = "openapi-transactions-v4/balancePlatform.transaction.created-";
    const string Transfers = "openapi-transfers-v4/balancePlatform.transfer.";

    static readonly Dictionary<string, string> Expected = new(StringComparer.Ordinal)
    {
        ["openapi-report-v1/balancePlatform.report.created-balancePlatform.report.created.json"] = "NoFact",
        [Transactions + "01.balancePlatform-transaction-created-payout-ti.json"] = "NoFact",
        [Transactions + "02.balancePlatform-transaction-created-internal-incoming.json"] = "NoFact",
        [Transactions + "03.balancePlatform-transaction-created-outgoing-business-account.json"] = "NoFact",
        [Transfers + "created-balancePlatform-transfer-created-incoming-internal.json"] = "NoFact",
        [Transfers + "created-balancePlatform-transfer-created-initiated-on-demand-top-up.json"] = "NoFact",
        [Transfers + "created-balancePlatform-transfer-created-initiated-scheduled-top-up.json"] = "NoFact",
        [Transfers + "created-balancePlatform-transfer-created-outgoing-external.json"] = "payout-initiated 100.00 EUR",
        [Transfers + "updated-01.payout-authorized.json"] = "payout-initiated 100.00 EUR",
        [Transfers + "updated-02.payout-booked.json"] = "payout-paid 100.00 EUR",
        [Transfers + "updated-03.internal-authorised.json"] = "NoFact",
        [Transfers + "updated-04.internal-booked.json"] = "NoFact",
        [Transfers + "updated-05.directDebit-booked.json"] = "NoFact",
        [Transfers + "updated-06.directDebit-cancelled.json"] = "NoFact",
        [Transfers + "updated-07.directDebit-failed.json"] = "NoFact",
        [Transfers + "updated-08.internalDirectDebit-incoming-booked.json"] = "NoFact",
        [Transfers + "updated-09.internalDirectDebit-outgoing-booked.json"] = "NoFact",
        [Transfers + "updated-balancePlatform-transfer-updated-authorized-on-demand-top-up.json"] = "NoFact",
        [Transfers + "updated-balancePlatform-transfer-updated-authorized-scheduled-top-up.json"] = "NoFact",
        [Transfers + "updated-balancePlatform-transfer-updated-captured-on-demand-top-up.json"] = "NoFact",
        [Transfers + "updated-balancePlatform-transfer-updated-captured-scheduled-top-up.json"] = "NoFact",
        ["openapi/ach_notice_of_change.json"] = "NoFact",
        ["openapi/ach_notification_of_change.json"] = "NoFact",
        ["openapi/authorisation.json"] = "auth-created 10.00 EUR",
        ["openapi/authorisation_adjustment.json"] = "auth-created 10.00 EUR",
        ["openapi/autorescue.json"] = "NoFact",
        ["openapi/cancel_autorescue.json"] = "NoFact",
        ["openapi/cancel_or_refund.json"] = "auth-voided (needs-read)",
        ["openapi/cancellation.json"] = "auth-voided 10.00 EUR",
        ["openapi/capture.json"] = "capture-succeeded 10.00 EUR",
        ["openapi/capture_failed.json"] = "capture-failed 10.00 EUR",
        ["openapi/chargeback.json"] = "chargeback-opened 10.00 EUR",
        ["openapi/chargeback_reversed.json"] = "chargeback-won 10.00 EUR",
        ["openapi/dispute_defense_period_ended.json"] = "chargeback-lost 10.00 EUR",
        ["openapi/eft_notice_of_change.json"] = "NoFact",
        ["openapi/expire.json"] = "auth-expired 10.00 EUR",
        ["openapi/information_supplied.json"] = "NoFact",
        ["openapi/issuer_comments.json"] = "NoFact",
        ["openapi/issuer_response_timeframe_expired.json"] = "chargeback-won 100.00 USD",
        ["openapi/manual_review_accept.json"] = "NoFact",
        ["openapi/manual_review_reject.json"] = "NoFact",
        ["openapi/notification_of_chargeback.json"] = "dispute-inquiry 10.00 EUR",
        ["openapi/notification_of_fraud.json"] = "fraud-notice 10.00 EUR",
        ["openapi/offer_closed.json"] = "payment-failed 10.00 EUR",
        ["openapi/order_closed.json"] = "NoFact",
        ["openapi/order_opened.json"] = "NoFact",
        ["openapi/paidout_reversed.json"] = "NoFact",
        ["openapi/payout_decline.json"] = "NoFact",
        ["openapi/payout_expire.json"] = "NoFact",
        ["openapi/payout_thirdparty.json"] = "NoFact",
        ["openapi/postponed_refund.json"] = "NoFact",
        ["openapi/prearbitration_lost.json"] = "chargeback-lost 10.00 EUR",
        ["openapi/prearbitration_won.json"] = "chargeback-won 10.00 EUR",
        ["openapi/recurring_contract.json"] = "NoFact",
        ["openapi/refund.json"] = "refund-failed 10.00 EUR",
        ["openapi/refund_failed.json"] = "refund-failed 10.00 EUR",
        ["openapi/refund_with_data.json"] = "refund-posted 10.00 EUR",
        ["openapi/refunded_reversed.json"] = "reversal 10.00 EUR",
        ["openapi/report_available.json"] = "NoFact",
        ["openapi/request_for_information.json"] = "dispute-inquiry 10.00 EUR",
        ["openapi/second_chargeback.json"] = "chargeback-opened 10.00 EUR, chargeback-lost 10.00 EUR",
        ["openapi/technical_cancel.json"] = "auth-voided 10.00 EUR",
        ["openapi/void_pending_refund.json"] = "refund-failed (needs-read)",
    };

    // Where the table may surprise: the example of REFUND is one that failed; the example of REPORT_AVAILABLE names no file; direct debits,
    // top-ups and internal transfers are no payouts; the example of AUTHORISATION has the reason "null".

    static readonly AdyenProvider Adyen = new();

    [Fact]
    public void Every_public_payload_gives_the_classes_expected()
    {
        var folder = SharedData.Locate(Folder);
        var found = Directory.EnumerateFiles(folder, "*.json", SearchOption.AllDirectories)
            .Where(file => !file.Contains("/vectors/", StringComparison.Ordinal))
            .ToDictionary(file => Path.GetRelativePath(folder, file), Outcome, StringComparer.Ordinal);

        Assert.Equal(Lines(Expected), Lines(found));
    }

    static string Lines(Dictionary<string, string> outcomes) =>
        string.Join('\n', outcomes.Select(pair => $"{pair.Key}: {pair.Value}").Order(StringComparer.Ordinal));

    static string Outcome(string file)
    {
        var translation = Adyen.Translate(Deliveries.Of(File.ReadAllBytes(file)), Deliveries.Settings);
        var names = translation.Events
            .Select(fact => fact.Class + (fact.Completeness == Completeness.NeedsRead ? " (needs-read)" : "") + $" {fact.Amounts.Gross}")
            .Concat(translation.Reason is { } reason ? [reason.ToString()] : []);
        return string.Join(", ", names.Select(name => name.TrimEnd()));
    }
}
