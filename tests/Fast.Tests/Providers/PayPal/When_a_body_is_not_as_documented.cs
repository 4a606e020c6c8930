using System.Text;
using Ledger.Providers;
using Ledger.Providers.PayPal;
using Xunit;

namespace Ledger.Fast.Tests.Providers.PayPal;

public sealed class When_a_body_is_not_as_documented
{
    static readonly PayPalProvider PayPal = new();

    [Theory]
    [InlineData("", RefusalReason.BodyNotJson)]
    [InlineData("[]", RefusalReason.BodyNotJson)]
    [InlineData("null", RefusalReason.BodyNotJson)]
    [InlineData("{", RefusalReason.BodyNotJson)]
    [InlineData("{}", RefusalReason.NotAnEvent)]
    [InlineData("""{"id":"WH-1","event_type":"PAYMENT.CAPTURE.COMPLETED"}""", RefusalReason.NotAnEvent)]
    [InlineData("""{"id":"WH-1","event_type":"PAYMENT.CAPTURE.COMPLETED","resource":[]}""", RefusalReason.NotAnEvent)]
    [InlineData("""{"id":"WH-1","event_type":"","resource":{}}""", RefusalReason.NotAnEvent)]
    [InlineData("""{"id":"a/b","event_type":"PAYMENT.CAPTURE.COMPLETED","resource":{}}""", RefusalReason.NotAnEvent)]
    [InlineData("""{"id":"WH-1","event_type":"PAYMENT.CAPTURE.COMPLETED","resource":{}}""", RefusalReason.FieldMissing)]
    [InlineData("""{"id":"WH-1","event_type":"payment.capture.completed","resource":{}}""", RefusalReason.UnknownEventType)]
    [InlineData("""{"id":"WH-1","event_type":"\ud800","resource":{}}""", RefusalReason.UnknownEventType)]
    public void It_is_refused_by_name(string body, RefusalReason reason)
    {
        var translation = PayPal.Translate(Deliveries.Of(body), Deliveries.Settings);

        Assert.Equal(reason, translation.Reason);
        Assert.Empty(translation.Events);
    }

    [Fact]
    public void Bytes_that_are_not_UTF_8_are_refused() => Assert.Equal(
        RefusalReason.BodyNotUtf8, PayPal.Translate(Deliveries.Of([0xFF, 0xFE]), Deliveries.Settings).Reason);

    [Fact]
    public void Ten_thousand_nested_arrays_are_refused()
    {
        var nested = new string('[', 10_000) + new string(']', 10_000);
        var body = Encoding.UTF8.GetBytes($$"""{"id":"WH-1","event_type":"PAYMENT.CAPTURE.COMPLETED","resource":{{nested}}}""");

        Assert.Equal(RefusalReason.BodyNotJson, PayPal.Translate(Deliveries.Of(body), Deliveries.Settings).Reason);
    }

    [Fact]
    public void Ten_thousand_links_and_fees_take_no_time()
    {
        var links = string.Join(',', Enumerable.Repeat("""{"rel":"up","href":"https://api.paypal.com/v2/x/y"}""", 10_000));
        var body = $$$"""
            {"id":"WH-1","event_type":"PAYMENT.CAPTURE.REFUNDED","create_time":"2026-11-20T09:00:00Z","resource":{"id":"R","status":"COMPLETED",
            "amount":{"value":"1.00","currency_code":"EUR"},"links":[{{{links}}}]},"links":[{{{links}}}]}
            """;
        var began = TimeProvider.System.GetTimestamp();

        Assert.Equal(RefusalReason.FieldMissing, PayPal.Translate(Deliveries.Of(body), Deliveries.Settings).Reason);
        Assert.True(TimeProvider.System.GetElapsedTime(began) < TimeSpan.FromSeconds(1));
    }

    // What a link names is part of a stream's name only when it is an id.
    [Theory]
    [InlineData("https://api.paypal.com/v2/payments/captures/a%2Fb")]
    [InlineData("https://api.paypal.com/v2/payments/captures/")]
    [InlineData("https://api.paypal.com/v2/checkout/orders/5LEDGERORDER00001")]
    [InlineData("captures")]
    public void A_link_that_names_no_capture_gives_no_stream(string link)
    {
        var body = Encoding.UTF8.GetString(PayPalSampleTests.Read("refund.posted"))
            .Replace("https://api-m.sandbox.paypal.com/v2/payments/captures/3LEDGERCAPT000001", link, StringComparison.Ordinal);

        var translation = PayPal.Translate(Deliveries.Of(body), Deliveries.Settings);

        Assert.Equal(RefusalReason.FieldMissing, translation.Reason);
        Assert.Empty(translation.Events);
    }

    // Many of PayPal's ids hold 13 digits in a row, and one in ten of those passes for a card number. They are ids all the same.
    [Theory]
    [InlineData("8RS6210148826604N", "8RS6210148826604N")]
    [InlineData("4222222222222XYZW", "4222222222222XYZW")]
    [InlineData("A4242424242424242", null)] // As many digits as cards have: refused by name, never masked.
    public void An_id_with_thirteen_digits_in_a_row_is_an_id(string id, string? payment)
    {
        var body = Encoding.UTF8.GetString(PayPalSampleTests.Read("capture.completed"))
            .Replace("3LEDGERCAPT000001", id, StringComparison.Ordinal);

        var translation = PayPal.Translate(Deliveries.Of(body), Deliveries.Settings);

        Assert.All(translation.Events, fact => Assert.Equal(payment, fact.PaymentId));
        Assert.Equal(payment is null ? RefusalReason.FieldMissing : null, translation.Reason);
        Assert.Equal(payment is null, translation.Events.Count == 0);
    }

    // An event refused for its id would come 25 times and then never again.
    [Fact]
    public void An_events_id_that_looks_like_a_card_has_a_name_derived_from_it()
    {
        string EventIdOf(string id) => PayPal.Translate(
            Deliveries.Of(Encoding.UTF8.GetString(PayPalSampleTests.Read("nothing.quiet")).Replace(
                "WH-LEDGER070-SAMPLE", id, StringComparison.Ordinal)), Deliveries.Settings).ProviderEventId!;

        var (one, other) = (EventIdOf("WH-2M424242424242424-2WC64761VS637831A"), EventIdOf("WH-2M424242424242424-2WC64761VS637831B"));

        Assert.StartsWith("WH-", one, StringComparison.Ordinal);
        Assert.DoesNotContain("4242", one, StringComparison.Ordinal);
        Assert.NotEqual(one, other);
        Assert.Equal("WH-2MW4820926242972J-6SG447389E205703U", EventIdOf("WH-2MW4820926242972J-6SG447389E205703U"));
    }
}
