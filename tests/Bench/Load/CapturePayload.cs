using System.Text;

namespace Ledger.Bench.Load;

/// <summary>Stripe snapshot events of a captured charge, about 1.3 kB each, every one a payment of its own.</summary>
public static class CapturePayload
{
    /// <summary>The body of payment number <paramref name="n"/> of a run.</summary>
    /// <param name="run">Token of the run.</param>
    /// <param name="n">Number of the payment.</param>
    /// <param name="at">When it happened.</param>
    /// <param name="sku">What was sold, one unit of it; null when the payment does not say.</param>
    public static byte[] Build(string run, int n, DateTimeOffset at, string? sku = null)
    {
        var lines = sku is null
            ? ""
            : $$""","order_lines":"[{\"sku\":\"{{sku}}\",\"quantity\":1,\"location\":\"{{StockLoad.Location}}\"}]" """.TrimEnd();
        var id = $"{run}{n:D6}x";
        var created = at.ToUnixTimeSeconds();
        var amount = 1_000 + (n % 50_000);
        return Encoding.UTF8.GetBytes($$$"""
            {"id":"evt_{{{id}}}","object":"event","api_version":"2026-07-29.dahlia","created":{{{created}}},
            "data":{"object":{"id":"ch_{{{id}}}","object":"charge","amount":{{{amount}}},"amount_captured":{{{amount}}},
            "amount_refunded":0,"balance_transaction":"txn_{{{id}}}","billing_details":{"address":{"city":null,
            "country":"DE","line1":null,"line2":null,"postal_code":"10115","state":null},"email":null,"name":null,
            "phone":null},"calculated_statement_descriptor":"SHOP","captured":true,"created":{{{created}}},
            "currency":"eur","customer":"cus_{{{n % 1000}}}","description":null,"disputed":false,"failure_code":null,
            "failure_message":null,"fraud_details":{},"livemode":false,"metadata":{"order_id":"order-{{{id}}}"{{{lines}}}},
            "outcome":{"network_status":"approved_by_network","reason":null,"risk_level":"normal","risk_score":21,
            "seller_message":"Payment complete.","type":"authorized"},"paid":true,"payment_intent":"pi_{{{id}}}",
            "payment_method":"pm_{{{id}}}","payment_method_details":{"card":{"brand":"visa","checks":{
            "address_line1_check":null,"address_postal_code_check":"pass","cvc_check":"pass"},"country":"DE",
            "exp_month":8,"exp_year":2030,"funding":"credit","last4":"4242","network":"visa"},"type":"card"},
            "receipt_email":null,"receipt_url":"https://pay.example/receipts/{{{id}}}","refunded":false,
            "source":null,"status":"succeeded"}},"livemode":false,"pending_webhooks":1,
            "request":{"id":"req_{{{id}}}","idempotency_key":"idem-{{{id}}}"},"type":"charge.captured"}
            """);
    }
}
