using System.Text.Json.Nodes;

namespace Ledger.Cli.Demo.Payloads;

/// <summary>Charges and payment intents in Stripe's shape (docs.stripe.com/api/charges, /payment_intents).</summary>
static class StripeCharges
{
    /// <summary>A charge; its balance transaction is expanded when it has one.</summary>
    public static JsonObject Charge(StripePayment payment) => new()
    {
        ["id"] = payment.Charge,
        ["object"] = "charge",
        ["amount"] = payment.Amount,
        ["amount_captured"] = payment.Captured,
        ["amount_refunded"] = 0,
        ["application"] = null,
        ["application_fee"] = null,
        ["application_fee_amount"] = null,
        ["balance_transaction"] = payment.BalanceTransaction is { } id ? ChargeTransaction(payment, id) : null,
        ["billing_details"] = new JsonObject
        {
            ["address"] = new JsonObject { ["country"] = "DE", ["postal_code"] = null },
            ["email"] = null,
            ["name"] = null,
            ["phone"] = null,
            ["tax_id"] = null,
        },
        ["calculated_statement_descriptor"] = "LEDGER DEMO",
        ["captured"] = payment.Captured > 0,
        ["created"] = payment.CreatedAt,
        ["currency"] = payment.Currency.Wire,
        ["customer"] = payment.Customer,
        ["description"] = null,
        ["disputed"] = false,
        ["failure_balance_transaction"] = null,
        ["failure_code"] = payment.Declined ? "card_declined" : null,
        ["failure_message"] = payment.Declined ? "Your card has insufficient funds." : null,
        ["fraud_details"] = new JsonObject(),
        ["livemode"] = false,
        ["metadata"] = Metadata(payment),
        ["on_behalf_of"] = null,
        ["outcome"] = Outcome(payment.Declined),
        ["paid"] = !payment.Declined,
        ["payment_intent"] = payment.Intent,
        ["payment_method"] = payment.Intent.Replace("pi_", "pm_", StringComparison.Ordinal),
        ["payment_method_details"] = Card(),
        ["receipt_email"] = null,
        ["receipt_number"] = null,
        ["refunded"] = false,
        ["review"] = null,
        ["shipping"] = null,
        ["source_transfer"] = null,
        ["statement_descriptor"] = null,
        ["statement_descriptor_suffix"] = null,
        ["status"] = payment.Declined ? "failed" : "succeeded",
        ["transfer_data"] = null,
        ["transfer_group"] = null,
    };

    /// <summary>A payment intent in a status; <paramref name="extra"/> overrides or adds fields.</summary>
    public static JsonObject Intent(StripePayment payment, string status, JsonObject? extra = null)
    {
        var intent = new JsonObject
        {
            ["id"] = payment.Intent,
            ["object"] = "payment_intent",
            ["amount"] = payment.Amount,
            ["amount_capturable"] = status == "requires_capture" ? payment.Amount : 0,
            ["amount_details"] = new JsonObject { ["tip"] = new JsonObject() },
            ["amount_received"] = payment.Captured,
            ["application"] = null,
            ["application_fee_amount"] = null,
            ["automatic_payment_methods"] = new JsonObject { ["enabled"] = true },
            ["canceled_at"] = null,
            ["cancellation_reason"] = null,
            ["capture_method"] = payment.ManualCapture ? "manual" : "automatic_async",
            ["confirmation_method"] = "automatic",
            ["created"] = payment.CreatedAt,
            ["currency"] = payment.Currency.Wire,
            ["customer"] = payment.Customer,
            ["description"] = null,
            ["last_payment_error"] = null,
            ["latest_charge"] = payment.Charge,
            ["livemode"] = false,
            ["metadata"] = Metadata(payment),
            ["next_action"] = null,
            ["on_behalf_of"] = null,
            ["payment_method"] = payment.Intent.Replace("pi_", "pm_", StringComparison.Ordinal),
            ["payment_method_types"] = new JsonArray("card"),
            ["processing"] = null,
            ["receipt_email"] = null,
            ["review"] = null,
            ["setup_future_usage"] = null,
            ["shipping"] = null,
            ["statement_descriptor"] = null,
            ["status"] = status,
            ["transfer_data"] = null,
            ["transfer_group"] = null,
        };
        foreach (var (name, value) in extra ?? [])
        {
            intent[name] = value?.DeepClone();
        }

        return intent;
    }

    static JsonObject ChargeTransaction(StripePayment payment, string id) => StripeTransactions.Of(
        id, "charge", payment.Charge, payment.Captured, payment.Fee, payment.Currency, payment.CreatedAt,
        "Processing fees");

    static JsonObject Metadata(StripePayment payment) => new()
    {
        ["order_id"] = payment.Order,
        ["order_lines"] = new JsonArray([.. payment.Lines.Select(line => new JsonObject
        {
            ["sku"] = line.Sku.Name,
            ["quantity"] = line.Quantity,
            ["location"] = payment.Location,
        })]).ToJsonString(),
    };

    static JsonObject Outcome(bool declined) => new()
    {
        ["advice_code"] = null,
        ["network_status"] = declined ? "declined_by_network" : "approved_by_network",
        ["reason"] = declined ? "insufficient_funds" : null,
        ["risk_level"] = "normal",
        ["risk_score"] = 11,
        ["seller_message"] = declined ? "The bank returned the decline code." : "Payment complete.",
        ["type"] = declined ? "issuer_declined" : "authorized",
    };

    static JsonObject Card() => new()
    {
        ["card"] = new JsonObject
        {
            ["brand"] = "visa",
            ["country"] = "DE",
            ["exp_month"] = 8,
            ["exp_year"] = 2030,
            ["funding"] = "debit",
            ["last4"] = "4242",
            ["network"] = "visa",
            ["three_d_secure"] = null,
            ["wallet"] = null,
        },
        ["type"] = "card",
    };
}
