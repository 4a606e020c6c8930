using Ledger.Fast.Tests.Providers.PaymentGateway;
using Ledger.Fast.Tests.Providers.StandardWebhooks;
using Ledger.PaymentEvents;
using Ledger.Providers;
using Xunit;

namespace Ledger.Fast.Tests.Providers.Contract;

/// <summary>What a fact needs and is missing or unfit is refused by name, never guessed.</summary>
public sealed class When_a_message_of_the_contract_is_not_as_documented
{
    [Theory]
    [InlineData("", RefusalReason.BodyNotJson)]
    [InlineData("[]", RefusalReason.BodyNotJson)]
    [InlineData("{", RefusalReason.BodyNotJson)]
    [InlineData("{}", RefusalReason.NotAnEvent)]
    [InlineData("""{"event_type":"payment.captured"}""", RefusalReason.NotAnEvent)]
    [InlineData("""{"event_id":"evt-1"}""", RefusalReason.NotAnEvent)]
    [InlineData("""{"event_id":7,"event_type":"payment.captured"}""", RefusalReason.NotAnEvent)]
    [InlineData("""{"event_id":"evt 1","event_type":"payment.captured"}""", RefusalReason.NotAnEvent)]
    [InlineData("""{"event_id":"evt-1","event_type":""}""", RefusalReason.NotAnEvent)]
    [InlineData("""{"event_id":"evt-1","event_type":["payment.captured"]}""", RefusalReason.NotAnEvent)]
    [InlineData("""{"event_id":"evt-1","event_type":"Payment.Captured"}""", RefusalReason.UnknownEventType)]
    [InlineData("""{"event_id":"evt-1","event_type":"capture-succeeded"}""", RefusalReason.UnknownEventType)]
    [InlineData("""{"event_id":"evt-1","event_type":"payment.captured","payment_id":"pay-1"}""", RefusalReason.FieldMissing)]
    [InlineData("""{"event_id":"evt-1","event_type":"ping"}""", RefusalReason.NoFact)]
    public void A_body_that_states_no_fact_is_named(string body, RefusalReason expected)
    {
        var translation = GatewayDeliveries.Translate(body);

        Assert.Equal(expected, translation.Reason);
        Assert.Empty(translation.Events);
    }

    [Theory]
    [InlineData("4242424242424242", "holds a card-like number")]
    [InlineData("evt_4242424242424242", "holds a card-like number")]
    [InlineData("a/b", "has other characters than letters, digits")]
    [InlineData("", "is missing")]
    public void What_is_wrong_with_the_events_own_id_is_told_without_the_id(string id, string says)
    {
        var gateway = GatewayDeliveries.Translate($$"""{"event_id":"{{id}}","event_type":"payment.captured"}""");
        var standard = StandardDeliveries.Translate("""{"type":"payment.captured","data":{}}""", id);

        Assert.Equal((RefusalReason.NotAnEvent, RefusalReason.NotAnEvent), (gateway.Reason!.Value, standard.Reason!.Value));
        Assert.Contains($"event_id {says}", gateway.Detail, StringComparison.Ordinal);
        Assert.Contains($"webhook-id {says}", standard.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("424242", gateway.Detail + standard.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void An_id_of_256_characters_and_a_missing_type_are_told()
    {
        var longer = GatewayDeliveries.Translate($$"""{"event_id":"{{new string('a', 256)}}","event_type":"ping"}""");

        Assert.Contains("event_id has more than 255 characters", longer.Detail, StringComparison.Ordinal);
        Assert.Contains("event_type is missing", GatewayDeliveries.Translate("""{"event_id":"evt-1"}""").Detail, StringComparison.Ordinal);
        Assert.Contains(": type is missing", StandardDeliveries.Translate("""{"data":{}}""").Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Bytes_that_are_no_text_and_nesting_without_end_are_refused()
    {
        byte[] deep = [.. "{\"a\":"u8, .. Enumerable.Repeat((byte)'[', 100_000)];

        Assert.Equal(RefusalReason.BodyNotUtf8, GatewayDeliveries.Translate([(byte)'{', 0xFF, (byte)'}']).Reason);
        Assert.Equal(RefusalReason.BodyNotJson, GatewayDeliveries.Translate(deep).Reason);
    }

    [Theory]
    [InlineData("0", RefusalReason.AmountOutOfRange)]
    [InlineData("-1", RefusalReason.AmountOutOfRange)]
    [InlineData("100000000000001", RefusalReason.AmountOutOfRange)]
    [InlineData("99999999999999999999", RefusalReason.AmountOutOfRange)]
    [InlineData("100.0", RefusalReason.FieldMissing)]
    [InlineData("1e2", RefusalReason.FieldMissing)]
    [InlineData("\"100\"", RefusalReason.FieldMissing)]
    [InlineData("null", RefusalReason.FieldMissing)]
    [InlineData("100000000000000", null)]
    [InlineData("7,\"amount_minor\":100", null)] // the last counts
    public void Amount_must_be_a_whole_number_in_range(string amount, RefusalReason? expected) =>
        Assert.Equal(expected, GatewayDeliveries.Translate(Captured($"\"amount_minor\":{amount},\"currency_code\":\"EUR\"")).Reason);

    [Theory]
    [InlineData("EUR", null)]
    [InlineData("eur", null)]
    [InlineData("EURO", RefusalReason.UnknownCurrency)]
    [InlineData("XAU", RefusalReason.UnknownCurrency)]
    [InlineData("", RefusalReason.FieldMissing)]
    public void Currency_must_be_of_ISO_4217(string code, RefusalReason? expected) =>
        Assert.Equal(expected, GatewayDeliveries.Translate(Captured($"\"amount_minor\":100,\"currency_code\":\"{code}\"")).Reason);

    // The contract's minor units are those of ISO 4217 on every day, whatever the operator states.
    [Fact]
    public void Every_currency_is_taken_as_ISO_4217_counts_it()
    {
        var settings = Deliveries.Settings with { CurrencyExponents = new Dictionary<string, int> { ["UGX"] = 2, ["JPY"] = 2 } };
        foreach (var currency in Accounting.Currency.All)
        {
            var body = System.Text.Encoding.UTF8.GetBytes(Captured($"\"amount_minor\":1234,\"currency_code\":\"{currency}\""));
            var fact = Assert.Single(GatewayDeliveries.Gateway.Translate(GatewayDeliveries.Of(body), settings).Events);
            Assert.Equal(new Accounting.Money(1234, currency), fact.Amounts.Gross);
        }
    }

    // A stated id that cannot be used is not passed over for another: the fact would have another key.
    [Theory]
    [InlineData("\"payment_id\":7,\"invoice_id\":\"INV-1\"")]
    [InlineData("\"payment_id\":\"pay/1\",\"invoice_id\":\"INV-1\"")]
    [InlineData("\"payment_id\":\"pay_4242424242424242\"")]
    [InlineData("\"payment_id\":\"pay-1\",\"capture_id\":{}")]
    [InlineData("\"payment_id\":\"pay-1\",\"capture_id\":\"a b\"")]
    public void An_id_that_cannot_be_used_is_not_replaced(string ids)
    {
        var translation = GatewayDeliveries.Translate(
            $$"""{"event_type":"payment.captured","event_id":"evt-1",{{ids}},"amount_minor":5,"currency_code":"EUR"}""");

        Assert.Equal(RefusalReason.FieldMissing, translation.Reason);
        Assert.Empty(translation.Events);
    }

    [Theory]
    [InlineData("null")]
    [InlineData("\"\"")]
    public void Null_and_empty_text_state_nothing(string nothing) => Assert.Equal(
        "INV-1",
        Assert.Single(GatewayDeliveries.Translate(
            $$"""
            {"event_type":"payment.captured","event_id":"evt-1","payment_id":{{nothing}},"invoice_id":"INV-1","capture_id":{{nothing}},
             "amount_minor":5,"currency_code":"EUR","gateway_fee_minor":null,"settlement_batch_id":{{nothing}}}
            """).Events).PaymentId);

    // What is good to have and unreadable does not stop the money, but is told.
    [Theory]
    [InlineData("\"gateway_fee_minor\":-1", RefusalReason.AmountOutOfRange)]
    [InlineData("\"gateway_fee_minor\":\"350\"", RefusalReason.FieldMissing)]
    [InlineData("\"gateway_fee_minor\":350,\"gateway_fee_currency_code\":\"XXX\"", RefusalReason.UnknownCurrency)]
    [InlineData("\"settled_minor\":100", RefusalReason.FieldMissing)]
    [InlineData("\"settlement_batch_id\":\"batch 1\"", RefusalReason.FieldMissing)]
    public void An_unfit_fee_settlement_or_batch_leaves_the_capture_and_is_named(string more, RefusalReason expected)
    {
        var translation = GatewayDeliveries.Translate(Captured($"\"amount_minor\":100,\"currency_code\":\"EUR\",{more}"));

        Assert.Equal(expected, translation.Reason);
        var fact = Assert.Single(translation.Events);
        Assert.Equal((EventClass.CaptureSucceeded, "1.00 EUR"), (fact.Class, fact.Amounts.Gross?.ToString()));
    }

    [Theory]
    [InlineData("2026-11-20T09:30:00Z", "2026-11-20T09:30:00.0000000+00:00")]
    [InlineData("2026-11-20t09:30:00z", "2026-11-20T09:30:00.0000000+00:00")]
    [InlineData("2026-11-20T11:30:00.5+02:00", "2026-11-20T09:30:00.5000000+00:00")]
    [InlineData("2026-11-20T09:30:00.123456789Z", "2026-11-20T09:30:00.1234567+00:00")]
    [InlineData("2026-11-20T09:30:00", null)]
    [InlineData("2026-11-20 09:30:00Z", null)]
    [InlineData("2026-11-20T09:30:00.Z", null)]
    [InlineData("2026-11-20T25:30:00Z", null)]
    [InlineData("2026-02-29T09:30:00Z", null)]
    [InlineData("2026-11-20", null)]
    [InlineData("10:00", null)]
    [InlineData("1795168800", null)]
    [InlineData("", null)]
    public void A_time_is_date_time_and_offset_or_none(string time, string? expected)
    {
        var body = """{"type":"payment.captured","timestamp":"TIME","data":{"payment_id":"p","amount_minor":1,"currency_code":"EUR"}}""";
        var translation = StandardDeliveries.Translate(body.Replace("TIME", time, StringComparison.Ordinal));

        Assert.Equal(expected is null ? RefusalReason.FieldMissing : null, translation.Reason);
        Assert.Equal(expected, translation.Events.SingleOrDefault()?.OccurredAt.ToString("O"));
    }

    [Theory]
    [InlineData("msg 1")]
    [InlineData("msg_4242424242424242")]
    [InlineData("a/b")]
    public void A_webhook_id_that_is_no_id_is_no_event(string id)
    {
        var body = """{"type":"payment.captured","timestamp":"2026-11-20T09:30:00Z","data":{"payment_id":"p","amount_minor":1,"currency_code":"EUR"}}""";

        Assert.Equal(RefusalReason.NotAnEvent, StandardDeliveries.Translate(body, id).Reason);
    }

    static string Captured(string amounts) =>
        $$"""{"event_type":"payment.captured","event_id":"evt-1","payment_id":"pay-1",{{amounts}}}""";
}
