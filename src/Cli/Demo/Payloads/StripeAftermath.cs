using System.Text.Json.Nodes;

namespace Ledger.Cli.Demo.Payloads;

/// <summary>What may follow a charge, in Stripe's shape: refunds, disputes, payouts.</summary>
static class StripeAftermath
{
    /// <summary>A refund in a status (docs.stripe.com/api/refunds).</summary>
    public static JsonObject Refund(StripePayment payment, string id, long amount, string status, long created)
    {
        var refund = new JsonObject
        {
            ["id"] = id,
            ["object"] = "refund",
            ["amount"] = amount,
            ["balance_transaction"] = id.Replace("re_", "txn_", StringComparison.Ordinal),
            ["charge"] = payment.Charge,
            ["created"] = created,
            ["currency"] = payment.Currency.Wire,
            ["destination_details"] = new JsonObject
            {
                ["card"] = new JsonObject { ["type"] = "refund", ["reference_status"] = "pending" },
                ["type"] = "card",
            },
            ["metadata"] = new JsonObject { ["order_id"] = payment.Order },
            ["payment_intent"] = payment.Intent,
            ["reason"] = "requested_by_customer",
            ["receipt_number"] = null,
            ["source_transfer_reversal"] = null,
            ["status"] = status,
            ["transfer_reversal"] = null,
        };
        if (status == "failed")
        {
            refund["failure_reason"] = "expired_or_canceled_card";
            refund["failure_balance_transaction"] = id.Replace("re_", "txn_f", StringComparison.Ordinal);
        }

        return refund;
    }

    /// <summary>A dispute in a status (docs.stripe.com/api/disputes).</summary>
    /// <param name="payment">The disputed payment.</param>
    /// <param name="id">Id of the dispute.</param>
    /// <param name="status"><c>needs_response</c>, <c>won</c>, <c>lost</c>.</param>
    /// <param name="created">When it was opened, Unix seconds.</param>
    /// <param name="transactions">Its balance transactions so far.</param>
    public static JsonObject Dispute(
        StripePayment payment, string id, string status, long created, params JsonObject[] transactions) => new()
        {
            ["id"] = id,
            ["object"] = "dispute",
            ["amount"] = payment.Captured,
            ["balance_transactions"] = new JsonArray([.. transactions.Select(t => t.DeepClone())]),
            ["charge"] = payment.Charge,
            ["created"] = created,
            ["currency"] = payment.Currency.Wire,
            ["enhanced_eligibility_types"] = new JsonArray(),
            ["evidence"] = new JsonObject { ["customer_name"] = null, ["product_description"] = null },
            ["evidence_details"] = new JsonObject
            {
                ["due_by"] = created + 864_000,
                ["has_evidence"] = status == "won",
                ["past_due"] = false,
                ["submission_count"] = status == "won" ? 1 : 0,
            },
            ["is_charge_refundable"] = false,
            ["livemode"] = false,
            ["metadata"] = new JsonObject(),
            ["payment_intent"] = payment.Intent,
            ["payment_method_details"] = new JsonObject
            {
                ["card"] = new JsonObject
                {
                    ["brand"] = "visa",
                    ["case_type"] = "chargeback",
                    ["network_reason_code"] = "10.4",
                },
                ["type"] = "card",
            },
            ["reason"] = "fraudulent",
            ["status"] = status,
        };

    /// <summary>A payout in a status (docs.stripe.com/api/payouts).</summary>
    public static JsonObject Payout(string id, DemoCurrency currency, long amount, string status, long created)
    {
        var failed = status == "failed";
        return new JsonObject
        {
            ["id"] = id,
            ["object"] = "payout",
            ["amount"] = amount,
            ["application_fee"] = null,
            ["application_fee_amount"] = null,
            ["arrival_date"] = created + 86_400,
            ["automatic"] = true,
            ["balance_transaction"] = id.Replace("po_", "txn_", StringComparison.Ordinal),
            ["created"] = created,
            ["currency"] = currency.Wire,
            ["description"] = "STRIPE PAYOUT",
            ["destination"] = id.Replace("po_", "ba_", StringComparison.Ordinal),
            ["failure_balance_transaction"] = failed ? id.Replace("po_", "txn_f", StringComparison.Ordinal) : null,
            ["failure_code"] = failed ? "account_closed" : null,
            ["failure_message"] = failed ? "The bank account has been closed." : null,
            ["livemode"] = false,
            ["metadata"] = new JsonObject(),
            ["method"] = "standard",
            ["original_payout"] = null,
            ["reconciliation_status"] = status is "paid" or "failed" ? "completed" : "in_progress",
            ["reversed_by"] = null,
            ["source_type"] = "card",
            ["statement_descriptor"] = null,
            ["status"] = status,
            ["trace_id"] = new JsonObject { ["status"] = "pending", ["value"] = null },
            ["type"] = "bank_account",
        };
    }
}
