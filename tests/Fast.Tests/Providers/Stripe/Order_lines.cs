using System.Text;
using System.Text.Json.Nodes;
using Ledger.PaymentEvents;
using Ledger.Providers.Stripe;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Stripe;

/// <summary>What the merchant's metadata says about the goods of a payment.</summary>
public sealed class Order_lines
{
    const string Tea = """[{"sku":"TEA-1","quantity":2,"location":"ZRH"}]""";

    // Whatever object states the fact, intent or charge, its metadata says what was sold.
    [Theory]
    [InlineData("authorization.created", EventClass.AuthCreated)]
    [InlineData("authorization.created.by-charge", EventClass.AuthCreated)]
    [InlineData("authorization.voided", EventClass.AuthVoided)]
    [InlineData("authorization.expired", EventClass.AuthExpired)]
    [InlineData("authorization.expired.by-intent", EventClass.AuthExpired)]
    [InlineData("capture.by-intent", EventClass.CaptureSucceeded)]
    [InlineData("capture.by-charge", EventClass.CaptureSucceeded)]
    [InlineData("capture.asynchronous.yen", EventClass.CaptureSucceeded)]
    [InlineData("failure.by-intent", EventClass.PaymentFailed)]
    [InlineData("failure.by-charge", EventClass.PaymentFailed)]
    public void Authorization_capture_void_expiry_and_failure_carry_order_and_lines(string sample, string eventClass)
    {
        var fact = Assert.Single(Translate(sample, Tea), fact => fact.Class == eventClass);

        Assert.Equal("order-7", fact.OrderRef);
        Assert.Equal([new OrderLine("TEA-1", 2, "ZRH")], fact.OrderLines);
    }

    // A refund or dispute has metadata of its own; that of its charge does not say which goods it is about.
    [Fact]
    public void A_refund_in_a_charge_does_not_take_the_lines_of_the_charge()
    {
        var facts = Translate("refund.posted.by-charge", Tea);

        Assert.NotEmpty(facts);
        Assert.All(facts, fact => Assert.Empty(fact.OrderLines));
    }

    // R-GW-28, R-IN-30: what a line lacks is left open, so that the one who moves stock can say what is missing.
    [Theory]
    [InlineData("""[{"sku":"A","quantity":1}]""", "A 1 ?")]
    [InlineData("""[{"sku":"A","quantity":2,"location":"ZRH"},{"quantity":1}]""", "A 2 ZRH", "? 1 ?")]
    [InlineData("""[{"sku":"A","quantity":0},{"sku":"A","quantity":-1}]""", "A ? ?", "A ? ?")]
    [InlineData("""[{"sku":"A","quantity":1.5},{"sku":"A","quantity":"1"}]""", "A ? ?", "A ? ?")]
    [InlineData("""[{"sku":"A","quantity":1000000},{"sku":"A","quantity":1000001}]""", "A 1000000 ?", "A ? ?")]
    [InlineData("""[{"sku":" A ","quantity":1,"location":" "}]""", "A 1 ?")]
    [InlineData("""[{"sku":7,"location":["ZRH"]},{}]""", "? ? ?", "? ? ?")]
    [InlineData("""[{"sku":"4242424242424242","quantity":1,"location":"a\nb"}]""", "? 1 ?")]
    [InlineData("""[{"sku":"4222222222222","quantity":1,"location":"4222222222222"}]""", "4222222222222 1 4222222222222")]
    [InlineData("""[{"sku":"SKU 4222222222222","quantity":1,"location":"4222 2222 22222"}]""", "? 1 ?")]
    public void Order_lines_keep_what_can_be_read_of_them(string text, params string[] lines) => Assert.Equal(
        lines, LinesOf(text).Select(line => $"{line.Sku ?? "?"} {line.Quantity?.ToString() ?? "?"} {line.Location ?? "?"}"));

    [Theory]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"sku":"A","quantity":1}""")]
    [InlineData("""[{"sku":"A","quantity":1},"A"]""")]
    [InlineData("[null]")]
    [InlineData("[{\"sku\":\"\\ud800")]
    [InlineData("not json")]
    public void Text_that_is_no_array_of_objects_gives_no_order_lines(string text) => Assert.Empty(LinesOf(text));

    [Fact]
    public void A_hundred_order_lines_are_kept_and_more_are_none_since_a_part_would_look_like_all()
    {
        static string Lines(int count) =>
            $"[{string.Join(',', Enumerable.Repeat("""{"sku":"A","quantity":1,"location":"ZRH"}""", count))}]";

        Assert.Equal(Enumerable.Repeat(new OrderLine("A", 1, "ZRH"), 100), LinesOf(Lines(100)));
        Assert.Empty(LinesOf(Lines(101)));
    }

    [Fact]
    public void A_name_too_long_to_be_kept_is_no_name()
    {
        var fits = new string('s', 255);

        Assert.Equal(fits, Assert.Single(LinesOf($$"""[{"sku":"{{fits}}"}]""")).Sku);
        Assert.Null(Assert.Single(LinesOf($$"""[{"sku":"{{fits}}s"}]""")).Sku);
    }

    // A value of Stripe's metadata has 500 characters at most.
    [Fact]
    public void A_long_text_goes_on_in_further_values()
    {
        var text = """[{"sku":"A","quantity":1,"location":"ZRH"},{"sku":"B","quantity":2,"location":"GVA"}]""";
        var metadata = new JsonObject { ["order_lines"] = text[..30], ["order_lines_2"] = text[30..70], ["order_lines_3"] = text[70..] };

        Assert.Equal([new OrderLine("A", 1, "ZRH"), new OrderLine("B", 2, "GVA")], Assert.Single(Translate("capture.by-intent", metadata)).OrderLines);
        metadata.Remove("order_lines_2");
        Assert.Empty(Assert.Single(Translate("capture.by-intent", metadata)).OrderLines);
    }

    // Two orders under one masked name would share their stock.
    [Fact]
    public void An_order_reference_that_would_be_masked_is_none()
    {
        Assert.Null(Assert.Single(Translate("capture.by-intent", new JsonObject { ["order_id"] = "4242424242424242" })).OrderRef);
        Assert.Equal("4242-17", Assert.Single(Translate("capture.by-intent", new JsonObject { ["order_id"] = " 4242-17 " })).OrderRef);
    }

    // R-IN-11: how long an authorization keeps its units depends on the method.
    [Theory]
    [InlineData("payment_method_details", """{"type":"klarna"}""", "klarna")]
    [InlineData("payment_method_types", """["card"]""", "card")]
    [InlineData("payment_method_types", """["card","klarna"]""", null)]
    public void The_payment_method_is_that_of_the_charge_or_the_only_one_of_the_intent(string field, string value, string? method)
    {
        var body = JsonNode.Parse(StripeSampleTests.Read("capture.by-intent"))!;
        body["data"]!["object"]![field] = JsonNode.Parse(value);

        Assert.Equal(method, Assert.Single(Translate(body)).PaymentMethod);
    }

    static IReadOnlyList<OrderLine> LinesOf(string text) => Assert.Single(Translate("capture.by-intent", text)).OrderLines;

    static IReadOnlyList<PaymentEvent> Translate(string sample, string lines) =>
        Translate(sample, new JsonObject { ["order_id"] = "order-7", ["order_lines"] = lines });

    static IReadOnlyList<PaymentEvent> Translate(string sample, JsonObject metadata)
    {
        var body = JsonNode.Parse(StripeSampleTests.Read(sample))!;
        body["data"]!["object"]!["metadata"] = metadata.DeepClone();
        return Translate(body);
    }

    static IReadOnlyList<PaymentEvent> Translate(JsonNode body)
    {
        return new StripeProvider().Translate(
            Deliveries.Of(Encoding.UTF8.GetBytes(body.ToJsonString())), Deliveries.Settings).Events;
    }
}
