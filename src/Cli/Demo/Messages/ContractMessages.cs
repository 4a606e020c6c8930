using System.Text.Json;
using System.Text.Json.Nodes;

namespace Ledger.Cli.Demo.Messages;

/// <summary>
/// A gateway that keeps to the open contract, in its own envelope or in that of Standard Webhooks (docs/gateway-contract.md).
/// </summary>
/// <param name="provider">The provider's name in addresses.</param>
/// <param name="isStandard">True for Standard Webhooks.</param>
sealed class ContractMessages(string provider, bool isStandard) : IProviderMessages
{
    /// <inheritdoc/>
    public string Provider => provider;

    /// <inheritdoc/>
    public IReadOnlyList<DemoCurrency> Currencies => DemoCurrency.All;

    /// <inheritdoc/>
    public bool StatesLines => true;

    /// <inheritdoc/>
    public bool IsRead => false;

    /// <inheritdoc/>
    public IReadOnlyList<Said> Authorized(SoldPayment payment) =>
        [Of("payment.authorized", payment, payment.Amount, 1, [], ExpectedFact.Authorized(payment.Id))];

    /// <inheritdoc/>
    public IReadOnlyList<Said> Voided(SoldPayment payment) =>
        [Of("authorization.voided", payment, payment.Amount, 3_600, [], ExpectedFact.Voided(payment.Id))];

    /// <inheritdoc/>
    public IReadOnlyList<Said> Failed(SoldPayment payment) =>
        [Of("payment.failed", payment, payment.Amount, 1, new() { ["reason_code"] = "declined" }, ExpectedFact.Failed(payment.Id))];

    /// <inheritdoc/>
    public IReadOnlyList<Said> Captured(SoldPayment payment) =>
    [
        Of(
            "payment.captured", payment, payment.Amount, 900, new() { ["gateway_fee_minor"] = payment.Fee },
            ExpectedFact.Captured(payment.Id, payment.Amount, payment.Currency.Code),
            ExpectedFact.Fee(payment.Id, payment.Fee, payment.Currency.Code)),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<Said> Refunded(SoldPayment payment, string refund, long amount) =>
    [
        Of(
            "payment.refunded", payment, amount, 8_000, new() { ["refund_id"] = refund },
            ExpectedFact.Refunded(refund, amount, payment.Currency.Code)),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<Said> Disputed(SoldPayment payment, string dispute) =>
    [
        Of(
            "dispute.opened", payment, payment.Amount, 8_000, new() { ["dispute_id"] = dispute },
            ExpectedFact.Opened(dispute, payment.Amount, payment.Currency.Code)),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<Said> DisputeEnded(SoldPayment payment, string dispute, bool won) =>
    [
        Of(
            won ? "dispute.won" : "dispute.lost", payment, payment.Amount, 14_000, new() { ["dispute_id"] = dispute },
            won
                ? ExpectedFact.Won(dispute, payment.Amount, payment.Currency.Code)
                : ExpectedFact.Lost(dispute, payment.Amount, payment.Currency.Code)),
    ];

    /// <inheritdoc/>
    public IReadOnlyList<Said> PaidOut(string payout, long amount, DemoCurrency currency, long at) =>
    [
        Of("payout.initiated", payout, amount, currency, at, ExpectedFact.PayoutStarted(payout, amount, currency.Code)),
        Of("payout.paid", payout, amount, currency, at + 3_000, ExpectedFact.PayoutPaid(payout, amount, currency.Code)),
        Of("settlement.confirmed", payout, amount, currency, at + 3_600, ExpectedFact.Settled(payout, amount, currency.Code)),
    ];

    Said Of(string type, string payout, long amount, DemoCurrency currency, long at, ExpectedFact fact) => Enveloped(
        type, $"{payout}-{type}", SoldPayment.Rfc3339(at),
        new JsonObject { ["payout_id"] = payout, ["amount_minor"] = amount, ["currency_code"] = currency.Code }, fact);

    Said Of(
        string type, SoldPayment payment, long amount, int secondsLater, Dictionary<string, JsonNode> more,
        params IReadOnlyList<ExpectedFact> facts)
    {
        var members = new JsonObject
        {
            ["payment_id"] = payment.Id,
            ["amount_minor"] = amount,
            ["currency_code"] = payment.Currency.Code,
            ["order_reference"] = payment.Order,
            ["order_lines"] = new JsonArray([.. payment.Lines.Select(line => new JsonObject
            {
                ["sku"] = line.Sku.Name,
                ["quantity"] = line.Quantity,
                ["location"] = payment.Location,
            })]),
        };
        foreach (var (name, value) in more)
        {
            members[name] = value;
        }

        var thing = (string?)members["refund_id"] ?? (string?)members["dispute_id"] ?? payment.Id;
        return Enveloped(type, $"{thing}-{type}", payment.Time(secondsLater), members, facts);
    }

    Said Enveloped(string type, string id, string time, JsonObject members, params IReadOnlyList<ExpectedFact> facts)
    {
        var name = id.Replace('.', '-');
        if (isStandard)
        {
            return new Said(type, JsonSerializer.SerializeToUtf8Bytes(
                new JsonObject { ["id"] = name, ["type"] = type, ["timestamp"] = time, ["data"] = members }), facts);
        }

        members["event_type"] = type;
        members["event_id"] = name;
        members["occurred_at"] = time;
        return new Said(type, JsonSerializer.SerializeToUtf8Bytes(members), facts);
    }
}
