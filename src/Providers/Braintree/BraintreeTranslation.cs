using Ledger.Providers.Reading;

namespace Ledger.Providers.Braintree;

/// <summary>From a Braintree notification to canonical events: one switch, one method per kind.</summary>
static class BraintreeTranslation
{
    internal static Translation Of(RawWebhook webhook, EndpointSettings settings)
    {
        if (BraintreeForm.Read(webhook.Body.Span) is not { } form)
        {
            return new Translation(null, null, [], RefusalReason.BodyNotForm, "The body is no form with one bt_payload.");
        }

        if (BraintreeXml.Decode(form.Payload) is not { } xml)
        {
            return new Translation(null, null, [], RefusalReason.BodyNotXml, "The payload is no base64.");
        }

        if (BraintreeXml.Parse(xml, out var reason, out var detail) is not { } root)
        {
            return new Translation(null, null, [], reason, detail);
        }

        return BraintreeEnvelope.Read(root, xml, webhook, settings) is { } envelope
            ? Of(envelope)
            : new Translation(
                null, CleanText.Of(root.TextOf("kind")), [], RefusalReason.NotAnEvent,
                "The XML is no notification with one kind and one subject.");
    }

    /// <summary>Translates a notification, with its own object or one that was read in its place.</summary>
    internal static Translation Of(BraintreeEnvelope envelope)
    {
        var facts = new BraintreeFacts(envelope);
        var method = MethodFor(envelope.Kind);
        if (method is null && BraintreeQuietKinds.Contains(envelope.Kind))
        {
            facts.NoFact("The kind states nothing to post.");
        }
        else if (method is null)
        {
            facts.Refuse(RefusalReason.UnknownEventType, "The kind maps to no canonical class.");
        }
        else if (envelope.Object is null)
        {
            facts.Refuse(RefusalReason.NotAnEvent, "The subject holds no object, or several.");
        }
        else if (facts.HasTime())
        {
            method(envelope, facts);
        }

        return facts.ToTranslation();
    }

    static Action<BraintreeEnvelope, BraintreeFacts>? MethodFor(string kind) => kind switch
    {
        "transaction_settled" or "transaction_disbursed" => BraintreeTransactions.Settled,
        "transaction_settlement_declined" => BraintreeTransactions.SettlementDeclined,
        "transaction_retried" => BraintreeTransactions.Retried,
        "refund_failed" => BraintreeTransactions.RefundFailed,

        "subscription_charged_successfully" or "subscription_charged_unsuccessfully" => BraintreeSubscriptions.Charged,

        "local_payment_completed" or "local_payment_funded" => BraintreeLocalPayments.Paid,
        "local_payment_expired" => BraintreeLocalPayments.Expired,
        "local_payment_reversed" => BraintreeLocalPayments.Reversed,

        "dispute_opened" => BraintreeDisputes.Opened,
        "dispute_won" => BraintreeDisputes.Won,
        "dispute_lost" or "dispute_accepted" or "dispute_auto_accepted" or "dispute_expired" => BraintreeDisputes.Lost,

        "disbursement" => BraintreeDisbursements.Disbursed,
        "disbursement_exception" => BraintreeDisbursements.Failed,
        _ => null,
    };
}
