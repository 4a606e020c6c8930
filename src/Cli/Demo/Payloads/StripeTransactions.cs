using System.Text.Json.Nodes;

namespace Ledger.Cli.Demo.Payloads;

/// <summary>Balance transactions in Stripe's shape (docs.stripe.com/api/balance_transactions).</summary>
static class StripeTransactions
{
    /// <summary>A balance transaction; amount signed as Stripe does: out of the balance is negative.</summary>
    public static JsonObject Of(
        string id, string type, string source, long amount, long fee, DemoCurrency currency, long created,
        string feeDescription) => new()
        {
            ["id"] = id,
            ["object"] = "balance_transaction",
            ["amount"] = amount,
            ["available_on"] = created + 172_800,
            ["balance_type"] = "payments",
            ["created"] = created,
            ["currency"] = currency.Wire,
            ["description"] = null,
            ["exchange_rate"] = null,
            ["fee"] = fee,
            ["fee_details"] = fee == 0 ? [] : new JsonArray(FeeDetail(fee, currency, feeDescription)),
            ["net"] = amount - fee,
            ["reporting_category"] = type == "adjustment" ? "dispute" : type,
            ["source"] = source,
            ["status"] = "pending",
            ["type"] = type,
        };

    static JsonObject FeeDetail(long fee, DemoCurrency currency, string description) => new()
    {
        ["amount"] = fee,
        ["application"] = null,
        ["currency"] = currency.Wire,
        ["description"] = description,
        ["type"] = "stripe_fee",
    };
}
