using System.Text;
using Ledger.Providers;
using Ledger.Providers.Stripe;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Stripe;

public sealed class When_a_body_is_not_as_documented
{
    static readonly StripeProvider Stripe = new();

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE })]
    [InlineData(new byte[] { (byte)'{', (byte)'"', 0xC3, (byte)'"', (byte)':', (byte)'1', (byte)'}' })]
    [InlineData(new byte[] { (byte)'"', 0xED, 0xA0, 0x80, (byte)'"' })] // a surrogate encoded as UTF-8
    public void Bytes_that_are_no_text_are_not_UTF_8(byte[] body) =>
        Assert.Equal(RefusalReason.BodyNotUtf8, Stripe.Translate(Deliveries.Of(body), Deliveries.Settings).Reason);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("12")]
    [InlineData("null")]
    [InlineData("{")]
    [InlineData("{}{}")]
    [InlineData("{\"id\":\"evt_1\",}")]
    [InlineData("payload=%7B%7D")]
    public void Text_that_is_no_JSON_object_is_not_JSON(string body) =>
        Assert.Equal(RefusalReason.BodyNotJson, Translate(body).Reason);

    [Fact]
    public void Deep_nesting_is_refused_and_does_not_overflow() =>
        Assert.Equal(
            RefusalReason.BodyNotJson,
            Translate("{\"a\":" + new string('[', 100_000) + new string(']', 100_000) + "}").Reason);

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"id":"evt_1","type":"charge.captured"}""")]
    [InlineData("""{"id":"evt_1","type":"charge.captured","object":"charge"}""")]
    [InlineData("""{"id":7,"type":"charge.captured","object":"event"}""")]
    [InlineData("""{"id":"evt 1","type":"charge.captured","object":"event"}""")]
    [InlineData("""{"id":"evt_1","type":"","object":"event"}""")]
    [InlineData("""{"id":"evt_1","type":"charge.captured","object":"event","created":1795000000}""")]
    [InlineData("""{"id":"evt_1","type":"charge.captured","object":"event","created":1795000000,"data":[]}""")]
    [InlineData("""{"id":"evt_1","type":"charge.captured","object":"event","account":"acct/../x"}""")]
    public void JSON_that_is_no_event_is_named(string body) =>
        Assert.Equal(RefusalReason.NotAnEvent, Translate(body).Reason);

    [Theory]
    [InlineData("\"created\":\"1795000000\"", RefusalReason.FieldMissing)]
    [InlineData("\"created\":1e400", RefusalReason.FieldMissing)]
    [InlineData("\"created\":-99999999999999999", RefusalReason.FieldMissing)]
    [InlineData("\"created\":946684799", RefusalReason.OccurredAtImplausible)] // 1999-12-31T23:59:59Z
    [InlineData("\"created\":1795255201", RefusalReason.OccurredAtImplausible)] // a day and a second ahead
    [InlineData("\"created\":1795255200", null)]
    [InlineData("\"created\":946684800", null)]
    public void Time_of_the_fact_must_be_plausible(string created, RefusalReason? expected) =>
        Assert.Equal(expected, Translate(Capture("\"amount_received\":100", created)).Reason);

    [Theory]
    [InlineData("\"amount_received\":100", null)]
    [InlineData("\"amount_received\":0", RefusalReason.AmountOutOfRange)]
    [InlineData("\"amount_received\":-100", RefusalReason.AmountOutOfRange)]
    [InlineData("\"amount_received\":100000000000001", RefusalReason.AmountOutOfRange)]
    [InlineData("\"amount_received\":99999999999999999999999999", RefusalReason.AmountOutOfRange)]
    [InlineData("\"amount_received\":-99999999999999999999999999", RefusalReason.AmountOutOfRange)]
    [InlineData("\"amount_received\":100.0", RefusalReason.FieldMissing)]
    [InlineData("\"amount_received\":1e2", RefusalReason.FieldMissing)]
    [InlineData("\"amount_received\":\"100\"", RefusalReason.FieldMissing)]
    [InlineData("\"amount_received\":true", RefusalReason.FieldMissing)]
    [InlineData("\"amount_received\":[100]", RefusalReason.FieldMissing)]
    [InlineData("\"amount_received\":100,\"amount_received\":200", null)] // the last counts
    public void Amount_must_be_a_whole_number_in_range(string amount, RefusalReason? expected) =>
        Assert.Equal(expected, Translate(Capture(amount)).Reason);

    [Fact]
    public void Of_a_repeated_key_the_last_counts() =>
        Assert.Equal(
            200,
            Assert.Single(Translate(Capture("\"amount_received\":100,\"amount_received\":200")).Events)
                .Amounts.Gross?.MinorUnits);

    [Theory]
    [InlineData("\\ud800")]
    [InlineData("\\udc00\\ud800")]
    [InlineData("a\\uD83Db")]
    [InlineData("\\\\\\ud800")]
    public void Half_a_surrogate_pair_becomes_a_replacement_character(string text)
    {
        var body = Capture($"\"amount_received\":100,\"{text}\":1,\"metadata\":{{\"order_id\":\"x{text}\"}}");
        var fact = Assert.Single(Translate(body).Events);

        Assert.Contains('\uFFFD', fact.OrderRef!);
        Assert.DoesNotContain(fact.OrderRef!, char.IsSurrogate);
    }

    [Fact]
    public void Whole_surrogate_pairs_and_escaped_backslashes_stay() =>
        Assert.Equal("tea \U0001F375 \\ud800", OrderRefOf("tea \\ud83c\\udf75 \\\\ud800"));

    [Fact]
    public void Control_characters_become_spaces_and_long_texts_are_cut()
    {
        var body = Capture(
            "\"amount_received\":100,\"customer\":\"" + new string('c', 254) + "\\ud83c\\udf75\","
            + "\"invoice\":\"a\\u0000b\\u001b[31mc\\u202ed\",\"metadata\":{\"order_id\":\"a\\u0000b\"}");
        var fact = Assert.Single(Translate(body).Events);

        Assert.Equal("a b [31mc d", fact.InvoiceRef);
        Assert.Null(fact.OrderRef); // Changed, it might be another order's.
        Assert.Equal(new string('c', 254), fact.CustomerRef);
    }

    [Theory]
    [InlineData("pi_4242424242424242")]
    [InlineData("pi 1")]
    [InlineData("pi/1")]
    [InlineData("")]
    public void Id_that_is_no_id_makes_no_stream(string id)
    {
        var translation = Translate(Capture("\"amount_received\":100").Replace("pi_1", id, StringComparison.Ordinal));

        Assert.Equal(RefusalReason.FieldMissing, translation.Reason);
        Assert.Empty(translation.Events);
    }

    [Fact]
    public void Card_number_in_the_event_id_does_not_come_out()
    {
        var translation = Translate("""{"id":"evt_4242424242424242","type":"4242 4242 4242 4242","object":"event"}""");

        Assert.Equal(RefusalReason.NotAnEvent, translation.Reason);
        Assert.Equal("evt_424242******4242", translation.ProviderEventId);
        Assert.Equal("4242 42** **** 4242", translation.ProviderEventType);
    }

    [Fact]
    public void Configured_exponent_lets_the_currency_in()
    {
        var body = Capture("\"amount_received\":60000").Replace("eur", "ugx", StringComparison.Ordinal);
        var settings = Deliveries.Settings with { CurrencyExponents = new Dictionary<string, int> { ["UGX"] = 0 } };

        Assert.Equal(RefusalReason.CurrencyNotConfigured, Translate(body).Reason);
        var fact = Assert.Single(Stripe.Translate(Deliveries.Of(body), settings).Events);
        Assert.Equal("60000 UGX", fact.Amounts.Gross?.ToString());
    }

    static string Capture(string amount, string created = "\"created\":1795000000") =>
        $$$"""
        {"id":"evt_1","object":"event","type":"payment_intent.succeeded",{{{created}}},
         "data":{"object":{"id":"pi_1","object":"payment_intent","currency":"eur",{{{amount}}} } } }
        """;

    static string? OrderRefOf(string escaped) =>
        Assert.Single(Translate(
            Capture("\"amount_received\":100,\"metadata\":{\"order_id\":\"" + escaped + "\"}")).Events).OrderRef;

    static Translation Translate(string body) =>
        Stripe.Translate(Deliveries.Of(Encoding.UTF8.GetBytes(body)), Deliveries.Settings);
}
