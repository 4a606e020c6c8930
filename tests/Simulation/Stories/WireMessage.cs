using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Ledger.Accounting;
using Ledger.MessageBus;
using Ledger.PaymentEvents;

namespace Ledger.Simulation.Stories;

/// <summary>A message as it lies in a queue: a type and bytes.</summary>
public sealed record WireMessage(Sending Sending, string Type, byte[] Body)
{
    const int GoodsStory = -1;

    /// <summary>Key of the message in the inbox.</summary>
    public static Guid KeyOf(Sending sending) => sending.Fact.Ids?.Message ?? DeterministicId.Of("message", "stripe", "acct_sim", sending.MessageName);

    /// <summary>Key of the fact in the inbox.</summary>
    public static Guid FactKeyOf(Fact fact) => fact.Ids?.Event ?? DeterministicId.Of("fact", "stripe", "acct_sim", fact.Thing, fact.Class, fact.Variant);

    /// <summary>Writes a message as its sender does.</summary>
    public static WireMessage Of(Sending sending, DateTimeOffset receivedAt)
    {
        var e = EventOf(sending, receivedAt);
        var type = Topics.Payments.Envelope(e).Type;
        var body = JsonSerializer.SerializeToUtf8Bytes(e, PaymentEventJson.Default.PaymentEvent);
        const int Next = PaymentEvent.CurrentSchemaVersion + 1;
        return sending.Form switch
        {
            WireForm.Sparse => new(sending, type, Change(body, json =>
            {
                json.Remove("livemode");
                json.Remove("orderLines");
                if (e.Completeness == Completeness.Complete)
                {
                    json.Remove("completeness");
                }
            })),
            WireForm.Extended => new(sending, type, Change(body, json => json["walletBrand"] = "of a later build")),
            WireForm.NextVersion => new(sending, type.Replace(".v1", $".v{Next}"), Change(body, json => json["schemaVersion"] = Next)),
            WireForm.Mislabelled => new(sending, type, Change(body, json => json["schemaVersion"] = Next)),
            WireForm.FirstVersion => new(sending, type.Replace(".v1", ".v0"), Change(body, json => json["schemaVersion"] = 0)),
            WireForm.Torn => new(sending, type, body[..(body.Length / 2)]),
            _ => new(sending, type, body),
        };
    }

    /// <summary>A fact that the inventory reports, as it is on the bus.</summary>
    /// <param name="e">The event.</param>
    /// <param name="number">Its number among them.</param>
    /// <param name="phase">Phase in which it was published.</param>
    public static WireMessage OfGoods(PaymentEvent e, int number, int phase) => new(
        new Sending(GoodsStory, number, phase, TimeSpan.Zero, $"goods-{e.MessageKey}", FactOf(e), WireForm.Current),
        Topics.Payments.Envelope(e).Type, JsonSerializer.SerializeToUtf8Bytes(e, PaymentEventJson.Default.PaymentEvent));

    static Fact FactOf(PaymentEvent e) => new()
    {
        Ids = (e.EventId, e.MessageKey),
        Subject = e.Subject,
        Provider = e.Provider,
        Account = e.Account,
        Payment = e.PaymentId!,
        Class = e.Class,
        Variant = e.Variant,
        Thing = e.ProviderObjectId!,
        Currency = e.Amounts.Gross!.Value.Currency.Code,
        Gross = e.Amounts.Gross.Value.MinorUnits,
        Order = e.OrderRef,
        At = e.OccurredAt,
    };

    static PaymentEvent EventOf(Sending sending, DateTimeOffset receivedAt)
    {
        var fact = sending.Fact;
        var currency = Currency.Parse(fact.Currency);
        return new PaymentEvent
        {
            EventId = FactKeyOf(fact),
            MessageKey = KeyOf(sending),
            Class = fact.Class,
            Variant = fact.Variant,
            Subject = fact.Subject,
            Provider = "stripe",
            Account = "acct_sim",
            ProviderEventId = sending.MessageName,
            ProviderEventType = fact.Class,
            ProviderObjectId = fact.Thing,
            PaymentId = fact.Payment,
            OrderRef = fact.Order,
            OccurredAt = fact.At,
            ReceivedAt = receivedAt,
            Amounts = new PaymentAmounts(
                Gross: Money(fact.Gross), Fee: Money(fact.Fee), Tax: Money(fact.Tax), CumulativeGross: Money(fact.RunningTotal),
                Settled: fact.Settled is { } settled ? new Money(settled, Currency.Parse("USD")) : null),
            OrderLines = fact.Poison
                ? [new OrderLine("a\0b", 1, null)]
                : [.. fact.Lines.Select(line => new OrderLine(line.Sku, line.Quantity, line.Location))],
            DeliveryId = DeterministicId.Of("delivery", sending.Key),
            BodySha256 = new string('a', 64),
            Completeness = fact.Complete ? Completeness.Complete : Completeness.NeedsRead,
        };

        Money? Money(long? minorUnits) => minorUnits is { } units ? new Money(units, currency) : null;
    }

    static byte[] Change(byte[] body, Action<JsonObject> change)
    {
        var json = JsonNode.Parse(body)!.AsObject();
        change(json);
        return Encoding.UTF8.GetBytes(json.ToJsonString());
    }
}
