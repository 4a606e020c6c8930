using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Xunit;

namespace Ledger.Acceptance.Tests.Gateway;

/// <summary>R-GW-03, R-GW-08, R-GW-10, R-GW-24: archived and handed on, all confirmed before the answer.</summary>
public sealed class When_a_webhook_is_good : IAsyncLifetime
{
    RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await RunningGateway.StartAsync();

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task The_answer_names_the_events_that_lie_in_the_queues_with_the_delivery()
    {
        var body = StripeWebhooks.Charge();

        var answer = await _gateway.SendAsync(body);

        Assert.Equal((200, "application/json", "accepted"), (answer.Status, answer.MediaType, answer.Field("outcome")));
        Assert.False(answer.NamesServer);
        var delivery = Assert.Single(await _gateway.TakeDeliveriesAsync());
        Assert.Equal("delivery.verified.stripe", delivery.RoutingKey);
        Assert.Equal(answer.Field("deliveryId"), delivery.Field("deliveryId"));
        Assert.Equal(("verified", null, "acct_demo", "default", "0"), (
            delivery.Field("verdict"), delivery.Field("reason"), delivery.Field("account"), delivery.Field("endpoint"),
            delivery.Field("secretIndex")));
        Assert.Equal(Encoding.UTF8.GetString(body), delivery.Body);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(body)), delivery.Field("bodySha256"));
        Assert.Contains("stripe-signature", delivery.Json.GetProperty("headers").EnumerateObject().Select(h => h.Name));

        var events = await _gateway.TakeEventsAsync();
        Assert.NotEmpty(events);
        Assert.Equal(Ids(answer.Json.GetProperty("events")), events.Select(e => e.Field("eventId")!).Order());
        Assert.Equal(Ids(delivery.Json.GetProperty("eventIds")), events.Select(e => e.Field("eventId")!).Order());
        Assert.All(events, e => Assert.Equal(answer.Field("deliveryId"), e.Field("deliveryId")));
        Assert.All(events, e => Assert.Equal(delivery.Field("bodySha256"), e.Field("bodySha256")));
        Assert.Equal(1, _gateway.Measurements.Of("accepted"));
    }

    [Fact]
    public async Task A_second_delivery_is_acknowledged_and_names_the_same_events()
    {
        var body = StripeWebhooks.Charge();

        var first = await _gateway.SendAsync(body);
        var second = await _gateway.SendAsync(body);

        Assert.Equal((200, 200), (first.Status, second.Status));
        Assert.Equal(Ids(first.Json.GetProperty("events")), Ids(second.Json.GetProperty("events")));
        Assert.NotEqual(first.Field("deliveryId"), second.Field("deliveryId"));
    }

    [Fact]
    public async Task One_trace_runs_from_the_request_to_every_message_and_it_is_not_the_senders()
    {
        const string Strangers = "4bf92f3577b34da6a3ce929d0e0e4736";

        await _gateway.SendAsync(StripeWebhooks.Charge(), change: r =>
            r.Headers.Add("traceparent", $"00-{Strangers}-00f067aa0ba902b7-01"));

        var delivery = Assert.Single(await _gateway.TakeDeliveriesAsync());
        var trace = delivery.Field("traceId");
        Assert.NotNull(trace);
        Assert.NotEqual(Strangers, trace);
        var messages = await _gateway.TakeEventsAsync();
        Assert.All([delivery, .. messages], m => Assert.Equal(trace, m.Headers["traceparent"].Split('-')[1]));
    }

    [Fact]
    public async Task A_chunked_body_and_an_upper_case_address_are_as_good_as_any()
    {
        var answer = await _gateway.SendAsync(
            StripeWebhooks.Charge(), path: "/v1/webhooks/Stripe/Default",
            change: r => r.Headers.TransferEncodingChunked = true);

        Assert.Equal((200, "accepted"), (answer.Status, answer.Field("outcome")));
        Assert.Equal("stripe", Assert.Single(await _gateway.TakeDeliveriesAsync()).Field("provider"));
    }

    [Fact]
    public async Task Health_says_live_and_ready()
    {
        Assert.Equal("""{"status":"live","reasons":[]}""", await _gateway.Http.GetStringAsync("/health/live"));
        Assert.Equal("""{"status":"ready","reasons":[]}""", await _gateway.Http.GetStringAsync("/health/ready"));
    }

    static IEnumerable<string> Ids(JsonElement list) => list.EnumerateArray().Select(e => e.GetString()!).Order();
}
