using System.Text.Json;
using System.Text.Json.Nodes;
using Ledger.Fast.Tests.Providers.PaymentGateway;
using Ledger.PaymentEvents;
using Ledger.Providers;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Contract;

/// <summary>docs/gateway-event.schema.json says what the reader takes, no more and no less.</summary>
public sealed class The_schema_of_the_contract
{
    /// <summary>Samples of rules that a schema cannot say; docs/gateway-contract.md names them.</summary>
    static readonly string[] BeyondASchema =
        ["capture.unknown-currency", "fee.charged.contradictory", "refund.tax-over-amount", "time.ancient"];

    /// <summary>The reader cuts a text that is too long; a sender should not send it.</summary>
    static readonly string[] TakenAllTheSame = ["capture.hostile-text"];

    static readonly JsonElement Schema = JsonDocument.Parse(
        File.ReadAllText(Path.Combine(Repository.Root, "docs/gateway-event.schema.json"))).RootElement;

    static readonly SchemaCheck Check = new(Schema);

    static readonly string[] GoodsClasses =
        [EventClass.ShipmentSent, EventClass.ReturnReceived, EventClass.ReturnGraded, EventClass.StockCorrected];

    /// <summary>What a platform takes back from other accounts and its own top-ups: a shop's gateway has neither.</summary>
    static readonly string[] KindsOfPlatforms = ["reversal/transfer", "reversal/top-up"];

    public static TheoryData<string> SampleNames => GatewaySampleTests.SampleNames;

    static string[] Types => [.. Schema.GetProperty("properties").GetProperty("event_type").GetProperty("enum").EnumerateArray().Select(t => t.GetString()!)];

    [Theory]
    [MemberData(nameof(SampleNames))]
    public void Takes_a_sample_when_the_reader_does(string name)
    {
        using var body = JsonDocument.Parse(GatewayDeliveries.Folder.Read(name));
        var translation = GatewayDeliveries.Translate(GatewayDeliveries.Folder.Read(name));
        var isTaken = translation.Reason is null or RefusalReason.NoFact;

        Assert.Equal(isTaken != (BeyondASchema.Contains(name) || TakenAllTheSame.Contains(name)), Check.Fits(body.RootElement));
    }

    [Fact]
    public void Names_no_type_that_the_reader_does_not_know_and_each_class_under_its_canonical_name()
    {
        Assert.All(Types, type => Assert.NotEqual(
            RefusalReason.UnknownEventType, GatewayDeliveries.Translate($$"""{"event_id":"e","event_type":"{{type}}"}""").Reason));
        Assert.Equal(
            EventClass.All.Except(GoodsClasses).Where(name => EventVariant.KindsOf(name).Contains(null)).Select(name => name.Replace('-', '.')).Order(StringComparer.Ordinal),
            EventClass.All.Select(name => name.Replace('-', '.')).Intersect(Types).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Lists_every_kind_of_fact_that_payments_have()
    {
        var found = GatewayDeliveries.Folder.Names.SelectMany(GatewayDeliveries.Folder.All).Select(fact => $"{fact.Class}/{fact.Variant}").Distinct();
        var kinds = EventClass.All.Except(GoodsClasses).SelectMany(name => EventVariant.KindsOf(name).Select(kind => $"{name}/{kind}"))
            .Except([.. KindsOfPlatforms]);

        Assert.Equal(kinds.Order(StringComparer.Ordinal), found.Order(StringComparer.Ordinal));
    }

    // Each member is read: with another value the fact is another one, or none.
    [Fact]
    public void Names_no_member_that_the_reader_passes_over()
    {
        string[] full = ["capture.all-fields", "authorization.created", "refund", "dispute.opened", "payout.paid", "fee.charged.of-payment"];
        var read = full.SelectMany(MembersRead).Distinct().Order(StringComparer.Ordinal);

        Assert.Equal(Schema.GetProperty("properties").EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal), read);
    }

    static IEnumerable<string> MembersRead(string sample)
    {
        var body = JsonNode.Parse(GatewayDeliveries.Folder.Read(sample))!.AsObject();
        var unharmed = Outcome(body);
        foreach (var name in body.Select(member => member.Key).ToList())
        {
            var harmed = body.DeepClone().AsObject();
            harmed[name] = name == "livemode" ? true : "other-1";
            if (Outcome(harmed) != unharmed)
            {
                yield return name;
            }
        }
    }

    static string Outcome(JsonObject body)
    {
        var translation = GatewayDeliveries.Translate(body.ToJsonString());
        var facts = translation.Events.Select(fact => JsonSerializer.Serialize(
            fact with { BodySha256 = "" }, PaymentEventJson.Default.PaymentEvent));
        return $"{translation.Reason} {translation.Detail} {string.Join('\n', facts)}";
    }
}
