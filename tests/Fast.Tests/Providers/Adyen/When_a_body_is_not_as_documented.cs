using System.Text;
using Ledger.PaymentEvents;
using Ledger.Providers;
using Ledger.Providers.Adyen;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Adyen;

public sealed class When_a_body_is_not_as_documented
{
    static readonly AdyenProvider Adyen = new();

    [Theory]
    [InlineData(new byte[] { 0xFF, 0xFE }, RefusalReason.BodyNotUtf8)]
    [InlineData(new byte[] { (byte)'{', (byte)'"', 0xC3, (byte)'"', (byte)':', (byte)'1', (byte)'}' }, RefusalReason.BodyNotUtf8)]
    [InlineData(new byte[0], RefusalReason.BodyNotJson)]
    [InlineData(new byte[] { (byte)'[', (byte)']' }, RefusalReason.BodyNotJson)]
    [InlineData(new byte[] { (byte)'{' }, RefusalReason.BodyNotJson)]
    public void Bytes_that_are_no_JSON_are_named(byte[] body, RefusalReason expected) =>
        Assert.Equal(expected, Adyen.Translate(Deliveries.Of(body), Deliveries.Settings).Reason);

    [Theory]
    [InlineData(100_000)]
    [InlineData(65)]
    public void Deep_nesting_is_refused_before_and_after_the_signature(int depth)
    {
        var body = Deliveries.Of(Item("\"deep\":" + new string('[', depth) + new string(']', depth)));

        Assert.Equal(RefusalReason.BodyNotJson, Adyen.Translate(body, Deliveries.Settings).Reason);
        var refused = Assert.IsType<Verification.Refused>(Adyen.Verify(body, Deliveries.Settings, Deliveries.ReceivedAt));
        Assert.Equal(RefusalReason.SignatureMissing, refused.Reason);
    }

    [Theory]
    [InlineData("{}", RefusalReason.NotAnEvent)]
    [InlineData("""{"type":"merchant.created"}""", RefusalReason.NotAnEvent)]
    [InlineData("""{"type":7,"data":{}}""", RefusalReason.NotAnEvent)]
    [InlineData("""{"notificationItems":[]}""", RefusalReason.NotAnEvent)]
    [InlineData("""{"notificationItems":"x"}""", RefusalReason.NotAnEvent)]
    [InlineData("""{"notificationItems":[7]}""", RefusalReason.FieldMissing)]
    [InlineData("""{"notificationItems":[{"NotificationRequestItem":[]}]}""", RefusalReason.FieldMissing)]
    [InlineData("""{"type":"balancePlatform.transfer.updated","data":{}}""", RefusalReason.FieldMissing)]
    [InlineData("""{"type":"balancePlatform.transfer.updated","data":{"id":"a b"}}""", RefusalReason.FieldMissing)]
    [InlineData("""{"type":"balancePlatform.transfer.updated","data":{"id":"T1","status":"booked"}}""", RefusalReason.FieldMissing)]
    [InlineData("""{"type":"merchant.created","data":{}}""", RefusalReason.NoFact)]
    [InlineData("""{"type":"another","data":{}}""", RefusalReason.UnknownEventType)]
    public void JSON_that_is_no_event_is_named(string body, RefusalReason expected) => Assert.Equal(expected, Translate(body).Reason);

    [Theory]
    [InlineData("\"eventDate\":\"yesterday\"", RefusalReason.FieldMissing)]
    [InlineData("\"eventDate\":1795000000", RefusalReason.FieldMissing)]
    [InlineData("\"eventDate\":\"1999-12-31T23:59:59Z\"", RefusalReason.OccurredAtImplausible)]
    [InlineData("\"eventDate\":\"2026-11-21T10:00:01Z\"", RefusalReason.OccurredAtImplausible)] // a day and a second ahead
    [InlineData("\"eventDate\":\"2026-11-21T11:00:00+01:00\"", null)]
    public void Time_of_the_fact_must_be_plausible(string date, RefusalReason? expected) =>
        Assert.Equal(expected, Translate(Item(date)).Reason);

    [Theory]
    [InlineData("1250", null)]
    [InlineData("\"1250\"", null)]
    [InlineData("0", RefusalReason.AmountOutOfRange)]
    [InlineData("-1250", RefusalReason.AmountOutOfRange)]
    [InlineData("\"-1250\"", RefusalReason.AmountOutOfRange)]
    [InlineData("100000000000001", RefusalReason.AmountOutOfRange)]
    [InlineData("99999999999999999999999999", RefusalReason.AmountOutOfRange)]
    [InlineData("-99999999999999999999999999", RefusalReason.AmountOutOfRange)]
    [InlineData("12.5", RefusalReason.FieldMissing)]
    [InlineData("1e3", RefusalReason.FieldMissing)]
    [InlineData("\"12,50\"", RefusalReason.FieldMissing)]
    [InlineData("\"\"", RefusalReason.FieldMissing)]
    [InlineData("\"-\"", RefusalReason.FieldMissing)]
    [InlineData("true", RefusalReason.FieldMissing)]
    [InlineData("null", RefusalReason.FieldMissing)]
    public void Amount_must_be_a_whole_number_in_range(string value, RefusalReason? expected) =>
        Assert.Equal(expected, Translate(Item($$"""amount":{"currency":"EUR","value":{{value}}},"x":"1""", quoted: true)).Reason);

    [Theory]
    [InlineData("\"currency\":\"XXX\"", RefusalReason.UnknownCurrency)]
    [InlineData("\"currency\":978", RefusalReason.FieldMissing)]
    [InlineData("\"currency\":\"BIF\"", RefusalReason.CurrencyNotConfigured)]
    public void Currency_must_be_certain(string currency, RefusalReason expected) => Assert.Equal(
        expected, Translate(Item($$"""amount":{"value":1250,{{currency}}},"x":"1""", quoted: true)).Reason);

    [Fact]
    public void Configured_exponent_lets_the_currency_in()
    {
        var settings = Deliveries.Settings with { CurrencyExponents = new Dictionary<string, int> { ["BIF"] = 0 } };
        var body = Item("""amount":{"value":1250,"currency":"BIF"},"x":"1""", quoted: true);

        Assert.Equal("1250 BIF", Assert.Single(Adyen.Translate(Deliveries.Of(body), settings).Events).Amounts.Gross?.ToString());
    }

    [Fact]
    public void Of_a_repeated_key_the_last_counts() =>
        Assert.Equal("P2", Assert.Single(Translate(Item("\"originalReference\":\"P2\"")).Events).PaymentId);

    [Theory]
    [InlineData("pspReference")]
    [InlineData("eventCode")]
    [InlineData("merchantAccountCode")]
    public void Names_that_are_no_names_make_no_stream(string field) => Assert.All(
        ["a b", "a/b", "a:b", "", "4242424242424242x4242424242424242 ", new string('x', 256)],
        name => Assert.Equal((RefusalReason.FieldMissing, 0), Outcome(Item($"\"{field}\":\"{name}\""))));

    [Fact]
    public void Lost_originals_make_no_stream() =>
        Assert.Equal((RefusalReason.FieldMissing, 0), Outcome(Item("\"originalReference\":\"../x\"")));

    [Fact]
    public void Reference_that_looks_like_a_card_number_is_kept_apart_and_out_of_sight()
    {
        var fact = Assert.Single(Translate(Item("\"originalReference\":\"4242424242424242\"")).Events);

        Assert.Equal("42424242_42424242", fact.PaymentId);
        Assert.False(CardNumbers.IsIn(fact.StreamId));
        Assert.Equal("8836172945330001", Assert.Single(Translate(Item("\"originalReference\":\"8836172945330001\"")).Events).PaymentId);
    }

    [Fact]
    public void Card_number_in_a_text_does_not_come_out()
    {
        var body = Item(
            """
            "eventCode":"CAPTURE_FAILED","reason":"card 4242 4242 4242 4242 refused","merchantReference":"4242424242424242"
            """);
        var fact = Assert.Single(Translate(body).Events);

        Assert.Equal("card 4242 42** **** 4242 refused", fact.ReasonCode);
        Assert.Null(fact.OrderRef); // Masked, it might be another order's.
    }

    [Fact]
    public void Authorisation_code_of_a_success_is_not_kept() => // "033899:1111:03/2030" holds the card's end and expiry.
        Assert.Null(AdyenSampleTests.Single("authorization.created").ReasonCode);

    /// <summary>A capture with a field more, which counts where it stands twice.</summary>
    static string Item(string field, bool quoted = false) =>
        """
        {"live":"false","notificationItems":[{"NotificationRequestItem":{"amount":{"currency":"EUR","value":1250},"eventCode":"CAPTURE",
        "eventDate":"2026-11-18T12:00:00Z","merchantAccountCode":"TeaShop","merchantReference":"order-1","originalReference":"P1",
        "pspReference":"C1","success":"true",
        """ + (quoted ? $"\"{field}\"" : field) + "}}]}";

    static (RefusalReason? Reason, int Facts) Outcome(string body) => (Translate(body).Reason, Translate(body).Events.Count);

    static Translation Translate(string body) => Adyen.Translate(Deliveries.Of(Encoding.UTF8.GetBytes(body)), Deliveries.Settings);
}
