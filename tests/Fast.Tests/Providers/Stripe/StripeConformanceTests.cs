using Ledger.PaymentEvents;
using Ledger.Providers.Stripe;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Stripe;

/// <summary>
/// Public payloads (stripe-ruby-mock, stripe-openapi fixtures, stripe-dotnet; shared/data/webhooks/stripe) give the
/// classes that this table states. The files are not part of the repository.
/// </summary>
public sealed class StripeConformanceTests
{
    const string Folder = "webhooks/stripe";

    static readonly Dictionary<string, string> Expected = new(StringComparer.Ordinal)
    {
        ["derived-events/application_fee.created.derived.json"] = "fee-posted/application-fee",
        ["derived-events/application_fee.refunded.derived.json"] =
            "fee-posted/application-fee-returned (needs-read)",
        ["derived-events/charge.dispute.closed.2.derived.json"] = "chargeback-won",
        ["derived-events/charge.dispute.closed.derived.json"] = "chargeback-lost",
        ["derived-events/charge.dispute.created.derived.json"] = "chargeback-opened",
        ["derived-events/charge.expired.derived.json"] = "auth-expired",
        ["derived-events/charge.pending.derived.json"] = "capture-pending",
        ["derived-events/credit_note.created.derived.json"] = "UnknownEventType",
        ["derived-events/payout.canceled.derived.json"] = "payout-failed",
        ["derived-events/payout.created.derived.json"] = "payout-initiated",
        ["derived-events/payout.failed.derived.json"] = "payout-failed",
        ["derived-events/payout.reconciliation_completed.derived.json"] = "settlement-confirmed",
        ["derived-events/radar.early_fraud_warning.created.derived.json"] = "fraud-notice",
        ["derived-events/refund.created.derived.json"] = "NoFact",
        ["derived-events/refund.failed.derived.json"] = "refund-failed",
        ["derived-events/refund.updated.derived.json"] = "refund-posted",
        ["derived-events/reserve.hold.created.derived.json"] = "NoFact",
        ["derived-events/topup.reversed.derived.json"] = "reversal/top-up",
        ["derived-events/topup.succeeded.derived.json"] = "NoFact",
        ["derived-events/transfer.reversed.derived.json"] = "reversal/transfer",
        ["fixture-objects/application_fee.json"] = "NotAnEvent",
        ["fixture-objects/balance.json"] = "NotAnEvent",
        ["fixture-objects/balance_transaction.json"] = "NotAnEvent",
        ["fixture-objects/charge.json"] = "NotAnEvent",
        ["fixture-objects/dispute.json"] = "NotAnEvent",
        ["fixture-objects/event.json"] = "UnknownEventType",
        ["fixture-objects/exchange_rate.json"] = "NotAnEvent",
        ["fixture-objects/fee_refund.json"] = "NotAnEvent",
        ["fixture-objects/payment_intent.json"] = "NotAnEvent",
        ["fixture-objects/payout.json"] = "NotAnEvent",
        ["fixture-objects/refund.json"] = "NotAnEvent",
        ["fixture-objects/topup.json"] = "NotAnEvent",
        ["fixture-objects/transfer.json"] = "NotAnEvent",
        ["fixture-objects/transfer_reversal.json"] = "NotAnEvent",
        ["fixture-objects/webhook_endpoint.json"] = "NotAnEvent",
        ["stripe-dotnet/balance_transaction.json"] = "NotAnEvent",
        ["stripe-dotnet/balance_transaction_with_expansion.json"] = "NotAnEvent",
        ["stripe-dotnet/customer_updated.json"] = "UnknownEventType",
        ["stripe-dotnet/event_plan.json"] = "UnknownEventType",
        ["stripe-dotnet/event_pre_2017-05-25.json"] = "UnknownEventType",
        ["stripe-dotnet/event_test_signature.json"] = "UnknownEventType",
        ["stripe-dotnet/event_unknown_object.json"] = "UnknownEventType",
        ["stripe-dotnet/last_payment_error.json"] = "NotAnEvent",
        ["stripe-ruby-mock/account.updated.json"] = "UnknownEventType",
        ["stripe-ruby-mock/balance.available.json"] = "NoFact",
        ["stripe-ruby-mock/charge.captured.json"] = "capture-succeeded",
        ["stripe-ruby-mock/charge.dispute.closed.json"] = "FieldMissing",
        ["stripe-ruby-mock/charge.dispute.created.json"] = "dispute-inquiry",
        ["stripe-ruby-mock/charge.dispute.funds_reinstated.json"] =
            "chargeback-won, fee-posted/dispute-fee",
        ["stripe-ruby-mock/charge.dispute.funds_withdrawn.json"] =
            "chargeback-opened, fee-posted/dispute-fee",
        ["stripe-ruby-mock/charge.dispute.updated.json"] = "NoFact",
        ["stripe-ruby-mock/charge.failed.json"] = "payment-failed",
        ["stripe-ruby-mock/charge.refund.updated.json"] = "refund-posted",
        ["stripe-ruby-mock/charge.refunded.json"] = "refund-posted",
        ["stripe-ruby-mock/charge.succeeded.json"] = "capture-succeeded",
        ["stripe-ruby-mock/charge.updated.json"] = "NoFact",
        ["stripe-ruby-mock/checkout.session.completed.json"] = "NoFact",
        ["stripe-ruby-mock/checkout.session.completed.payment_mode.json"] = "NoFact",
        ["stripe-ruby-mock/invoice.paid.json"] = "NoFact",
        ["stripe-ruby-mock/invoice.payment_failed.json"] = "payment-failed",
        ["stripe-ruby-mock/invoice.payment_succeeded.json"] = "NoFact",
        ["stripe-ruby-mock/mandate.updated.json"] = "UnknownEventType",
        ["stripe-ruby-mock/payment_intent.amount_capturable_updated.json"] = "auth-created",
        ["stripe-ruby-mock/payment_intent.canceled.json"] = "NoFact",
        ["stripe-ruby-mock/payment_intent.created.json"] = "NoFact",
        ["stripe-ruby-mock/payment_intent.payment_failed.json"] = "payment-failed",
        ["stripe-ruby-mock/payment_intent.processing.json"] = "capture-pending",
        ["stripe-ruby-mock/payment_intent.requires_action.json"] = "NoFact",
        ["stripe-ruby-mock/payment_intent.succeeded.json"] = "capture-succeeded",
        ["stripe-ruby-mock/payout.created.json"] = "payout-initiated",
        ["stripe-ruby-mock/payout.paid.json"] = "payout-paid",
        ["stripe-ruby-mock/payout.updated.json"] = "NoFact",
        ["stripe-ruby-mock/transfer.created.json"] = "NoFact",
        ["stripe-ruby-mock/transfer.failed.json"] = "NoFact",
        ["stripe-ruby-mock/transfer.paid.json"] = "NoFact",
        ["stripe-ruby-mock/transfer.updated.json"] = "NoFact",
    };

    // Where the table may surprise: the mocked charge.dispute.closed has no id; the mocked payment_intent.canceled has
    // an empty list of charges, so no authorization ever was; the mocked charge.updated has no status; the mocked
    // charge.dispute.created is an inquiry.
    static readonly StripeProvider Stripe = new();

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
        var translation = Stripe.Translate(Deliveries.Of(File.ReadAllBytes(file)), Deliveries.Settings);
        var names = translation.Events
            .Select(fact => fact.Class + (fact.Variant is null ? "" : "/" + fact.Variant)
                + (fact.Completeness == Completeness.NeedsRead ? " (needs-read)" : ""))
            .Concat(translation.Reason is { } reason ? [reason.ToString()] : []);
        return string.Join(", ", names);
    }
}
