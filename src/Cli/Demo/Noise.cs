using Ledger.Cli.Demo.Payloads;

namespace Ledger.Cli.Demo;

/// <summary>What reaches a gateway beside the day's business.</summary>
sealed class Noise(Script script, DateTimeOffset now)
{
    const int ForgedCount = 7;
    const int StaleCount = 5;

    /// <summary>
    /// Authentic deliveries that state nothing the ledger posts: an event type nobody maps, and a charge in a currency
    /// that does not exist. Both are acknowledged and kept as evidence.
    /// </summary>
    public IReadOnlyList<Delivery> WithoutFacts()
    {
        var customer = new System.Text.Json.Nodes.JsonObject
        {
            ["id"] = script.Ids.Next("cus"),
            ["object"] = "customer",
            ["created"] = Now,
            ["livemode"] = false,
        };
        var nowhere = new DemoCurrency("ZZZ", 2, 500, 500, 1, 0, 0, 0);
        return
        [
            Of("customer.created", StripeEnvelope.Body(NextId, "customer.created", Now, customer)),
            Of("charge.succeeded", ChargeBody(nowhere)),
        ];
    }

    /// <summary>Deliveries that must be refused: signed with another secret, or signed too long ago.</summary>
    public IReadOnlyList<Delivery> Refused() =>
    [
        .. Enumerable.Range(0, ForgedCount).Select(_ => Charge() with { Signing = Signing.Forged }),
        .. Enumerable.Range(0, StaleCount).Select(_ => Charge() with { Signing = Signing.Stale }),
    ];

    long Now => now.ToUnixTimeSeconds();

    string NextId => script.Ids.Next("evt");

    Delivery Charge() => Of("charge.succeeded", ChargeBody(DemoCurrency.Euro));

    byte[] ChargeBody(DemoCurrency currency) => StripeEnvelope.Body(
        NextId, "charge.succeeded", Now, StripeCharges.Charge(new StripePayment
        {
            Lines = [],
            Location = "",
            Intent = script.Ids.Next("pi"),
            Charge = script.Ids.Next("ch"),
            Customer = script.Ids.Next("cus"),
            Order = $"ORDER-{script.Ids.Mark}-0",
            Currency = currency,
            Amount = currency.Price(script.Random),
            Captured = currency.PriceMin,
            BalanceTransaction = script.Ids.Next("txn"),
            Fee = 25,
            CreatedAt = Now,
        }));

    static Delivery Of(string type, byte[] body) => new(type, body, []);
}
