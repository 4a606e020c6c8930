using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ledger.Cli.Demo.Messages;

/// <summary>
/// PayPal's events (developer.paypal.com/api/rest/webhooks/event-names, read 2026-11). Its signature binds no body: what counts is what its
/// API says of the object.
/// </summary>
sealed class PayPalMessages : IProviderMessages
{
    const string Merchant = "DEMOMERCHANT1";

    /// <inheritdoc/>
    public string Provider => "paypal";

    /// <inheritdoc/>
    public IReadOnlyList<DemoCurrency> Currencies => [DemoCurrency.Euro, DemoCurrency.Yen];

    /// <inheritdoc/>
    public bool StatesLines => false;

    /// <inheritdoc/>
    public bool IsRead => true;

    /// <inheritdoc/>
    public IReadOnlyList<Said> Authorized(SoldPayment payment) =>
    [
        Of(
            "PAYMENT.AUTHORIZATION.CREATED", "authorization", payment, payment.Id, 1,
            Resource(payment, payment.Id, "authorizations", "CREATED", payment.Amount), ExpectedFact.Authorized(payment.Id)),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<Said> Voided(SoldPayment payment) =>
    [
        Of(
            "PAYMENT.AUTHORIZATION.VOIDED", "authorization", payment, payment.Id, 3_600,
            Resource(payment, payment.Id, "authorizations", "VOIDED", payment.Amount), ExpectedFact.Voided(payment.Id)),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<Said> Failed(SoldPayment payment) =>
    [
        Of(
            "PAYMENT.AUTHORIZATION.CREATED", "authorization", payment, payment.Id, 1,
            Resource(payment, payment.Id, "authorizations", "DENIED", payment.Amount), ExpectedFact.Failed(payment.Id)),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<Said> Captured(SoldPayment payment)
    {
        var capture = Resource(payment, CaptureOf(payment), "captures", "COMPLETED", payment.Amount);
        capture["final_capture"] = true;
        capture["seller_receivable_breakdown"] = new JsonObject
        {
            ["gross_amount"] = Amount(payment, payment.Amount),
            ["paypal_fee"] = Amount(payment, payment.Fee),
            ["net_amount"] = Amount(payment, payment.Amount - payment.Fee),
        };
        capture["supplementary_data"] = new JsonObject { ["related_ids"] = new JsonObject { ["authorization_id"] = payment.Id } };
        return
        [
            Of(
                "PAYMENT.CAPTURE.COMPLETED", "capture", payment, CaptureOf(payment), 900, capture,
                ExpectedFact.Captured(payment.Id, payment.Amount, payment.Currency.Code),
                ExpectedFact.Fee(payment.Id, payment.Fee, payment.Currency.Code)),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Said> Refunded(SoldPayment payment, string refund, long amount)
    {
        var resource = Resource(payment, refund, "refunds", "COMPLETED", amount);
        resource["seller_payable_breakdown"] = new JsonObject { ["gross_amount"] = Amount(payment, amount) };
        resource["links"]!.AsArray().Add(Link($"/v2/payments/captures/{CaptureOf(payment)}", "up"));
        return
        [
            Of(
                "PAYMENT.CAPTURE.REFUNDED", "refund", payment, refund, 8_000, resource,
                ExpectedFact.Refunded(refund, amount, payment.Currency.Code)),
        ];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Said> Disputed(SoldPayment payment, string dispute) =>
    [
        Of(
            "CUSTOMER.DISPUTE.CREATED", "dispute", payment, dispute, 8_000, Dispute(payment, dispute, "OPEN"),
            ExpectedFact.Opened(dispute, payment.Amount, payment.Currency.Code)),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<Said> DisputeEnded(SoldPayment payment, string dispute, bool won)
    {
        var ended = Dispute(payment, dispute, "RESOLVED");
        ended["dispute_outcome"] = new JsonObject
        {
            ["outcome_code"] = won ? "RESOLVED_SELLER_FAVOUR" : "RESOLVED_BUYER_FAVOUR",
            ["amount_refunded"] = Amount(payment, won ? 0 : payment.Amount),
        };
        var fact = won
            ? ExpectedFact.Won(dispute, payment.Amount, payment.Currency.Code)
            : ExpectedFact.Lost(dispute, payment.Amount, payment.Currency.Code);
        return [Of("CUSTOMER.DISPUTE.RESOLVED", "dispute", payment, dispute, 14_000, ended, fact)];
    }

    /// <inheritdoc/>
    public IReadOnlyList<Said> PaidOut(string payout, long amount, DemoCurrency currency, long at) => [];

    static string CaptureOf(SoldPayment payment) => payment.Id + "C";

    static JsonObject Resource(SoldPayment payment, string id, string kind, string status, long amount) => new()
    {
        ["id"] = id,
        ["status"] = status,
        ["amount"] = Amount(payment, amount),
        ["custom_id"] = payment.Order,
        ["create_time"] = payment.Time(1),
        ["update_time"] = payment.Time(1),
        ["payee"] = new JsonObject { ["merchant_id"] = Merchant },
        ["links"] = new JsonArray(Link($"/v2/payments/{kind}/{id}", "self")),
    };

    static JsonObject Dispute(SoldPayment payment, string id, string status) => new()
    {
        ["dispute_id"] = id,
        ["disputed_transactions"] = new JsonArray(new JsonObject
        {
            ["seller_transaction_id"] = CaptureOf(payment),
            ["seller"] = new JsonObject { ["merchant_id"] = Merchant },
        }),
        ["reason"] = "UNAUTHORISED",
        ["status"] = status,
        ["dispute_life_cycle_stage"] = "CHARGEBACK",
        ["dispute_amount"] = Amount(payment, payment.Amount),
        ["dispute_channel"] = "INTERNAL",
        ["create_time"] = payment.Time(8_000),
        ["update_time"] = payment.Time(8_000),
        ["links"] = new JsonArray(Link($"/v1/customer/disputes/{id}", "self")),
    };

    static JsonObject Amount(SoldPayment payment, long minorUnits) =>
        new() { ["currency_code"] = payment.Currency.Code, ["value"] = payment.Text(minorUnits) };

    static JsonObject Link(string path, string rel) =>
        new() { ["href"] = $"https://api-m.sandbox.paypal.com{path}", ["rel"] = rel, ["method"] = "GET" };

    static Said Of(
        string type, string resourceType, SoldPayment payment, string id, int secondsLater, JsonObject resource,
        params IReadOnlyList<ExpectedFact> facts) => new(type, JsonSerializer.SerializeToUtf8Bytes(new JsonObject
        {
            ["id"] = $"WH-{id}-{type.Split('.')[^1]}",
            ["event_version"] = "1.0",
            ["create_time"] = payment.Time(secondsLater),
            ["resource_type"] = resourceType,
            ["resource_version"] = "2.0",
            ["event_type"] = type,
            ["summary"] = "Demo",
            ["resource"] = resource,
            ["links"] = new JsonArray(),
        }), facts);
}
