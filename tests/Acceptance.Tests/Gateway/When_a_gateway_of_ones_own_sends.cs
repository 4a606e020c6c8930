using System.Text;
using Ledger.Providers;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Acceptance.Tests.Gateway;

/// <summary>R-GW-02: <c>POST /v1/webhooks/payment-gateway</c> takes the six members and answers 200; so does Standard Webhooks.</summary>
public sealed class When_a_gateway_of_ones_own_sends : IAsyncLifetime
{
    const string Secret = "gateway-secret-1";
    const string StandardSecret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    readonly string _secrets = Path.Combine(Path.GetTempPath(), $"secrets-{Guid.CreateVersion7():N}.json");
    RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        await File.WriteAllTextAsync(_secrets, """
            {"payment-gateway":{"endpoints":{"default":{"account":"acme-pay","secrets":["GATEWAY"]}}},
             "standard-webhooks":{"endpoints":{"default":{"account":"other-pay","secrets":["STANDARD"]}}}}
            """.Replace("GATEWAY", Secret, StringComparison.Ordinal).Replace("STANDARD", StandardSecret, StringComparison.Ordinal));
        _gateway = await RunningGateway.StartAsync(options => options with { SecretsFile = _secrets });
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        File.Delete(_secrets);
    }

    [Fact]
    public async Task The_six_members_are_taken_and_lie_before_the_journal_as_capture_and_fee()
    {
        var body = await SampleAsync("captured.json");

        var answer = await SendAsync("payment-gateway", body, Secret);

        Assert.Equal((200, "accepted"), (answer.Status, answer.Field("outcome")));
        var events = await _gateway.TakeEventsAsync();
        Assert.Equal(["capture-succeeded", "fee-posted"], events.Select(e => e.Field("class")!).Order(StringComparer.Ordinal));
        Assert.All(events, e => Assert.Equal(
            ("payment-gateway", "acme-pay", "INV-1001", "evt-2026-000417"),
            (e.Field("provider"), e.Field("account"), e.Field("paymentId"), e.Field("providerEventId"))));
        var delivery = Assert.Single(await _gateway.TakeDeliveriesAsync());
        Assert.Equal(("delivery.verified.payment-gateway", Encoding.UTF8.GetString(body)), (delivery.RoutingKey, delivery.Body));
        Assert.Contains("gateway-signature", delivery.Json.GetProperty("headers").EnumerateObject().Select(header => header.Name));
    }

    // R-GW-10: a second delivery of one event_id is acknowledged and names the same events.
    [Fact]
    public async Task A_second_delivery_names_the_events_of_the_first()
    {
        var body = await SampleAsync("captured.json");

        var first = await SendAsync("payment-gateway", body, Secret);
        var second = await SendAsync("payment-gateway", body, Secret);

        Assert.Equal((200, 200), (first.Status, second.Status));
        Assert.Equal(first.Json.GetProperty("events").GetRawText(), second.Json.GetProperty("events").GetRawText());
    }

    [Fact]
    public async Task Standard_Webhooks_are_taken_and_another_secret_is_refused()
    {
        var body = await SampleAsync("standard.json");

        var taken = await SendAsync("standard-webhooks", body, StandardSecret);
        var refused = await SendAsync("standard-webhooks", body, "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD");

        Assert.Equal((200, "accepted"), (taken.Status, taken.Field("outcome")));
        Assert.Equal((401, "SIGNATURE_WRONG"), (refused.Status, refused.Field("reason")));
        Assert.Equal(2, (await _gateway.TakeEventsAsync()).Count(e => e.Field("provider") == "standard-webhooks"));
    }

    // R-GW-06: what no secret signed is refused and recorded, and nothing goes on.
    [Fact]
    public async Task An_unsigned_body_gets_nowhere()
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/webhooks/payment-gateway")
        {
            Content = new ByteArrayContent(await SampleAsync("captured.json")),
        };

        var answer = await _gateway.SendAsync(request);

        Assert.Equal((401, "SIGNATURE_MISSING"), (answer.Status, answer.Field("reason")));
        Assert.Empty(await _gateway.TakeEventsAsync());
        Assert.Equal("refused", Assert.Single(await _gateway.TakeDeliveriesAsync()).Field("verdict"));
    }

    async Task<RunningGateway.Answered> SendAsync(string name, byte[] body, string secret)
    {
        var provider = AllProviders.List.Single(provider => provider.Name == name);
        using var request = new HttpRequestMessage(HttpMethod.Post, $"/v1/webhooks/{name}") { Content = new ByteArrayContent(body) };
        foreach (var (header, value) in provider.Sign(body, secret, TimeProvider.System.GetUtcNow())!.Headers)
        {
            request.Headers.TryAddWithoutValidation(header, value);
        }

        return await _gateway.SendAsync(request);
    }

    /// <summary>A sample of the docs, dated now where it has a date.</summary>
    static async Task<byte[]> SampleAsync(string name)
    {
        var text = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs/samples/gateway", name));
        return Encoding.UTF8.GetBytes(text.Replace("2026-11-20T09:30:00Z", $"{TimeProvider.System.GetUtcNow():yyyy-MM-dd'T'HH:mm:ss'Z'}", StringComparison.Ordinal));
    }
}
