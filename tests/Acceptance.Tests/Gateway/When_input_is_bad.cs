using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Acceptance.Tests.Gateway;

/// <summary>
/// Every kind of bad input gets a named answer, is counted under that name and lies in the archive; none is a 500 and
/// none reaches the journal.
/// </summary>
public sealed class When_input_is_bad(When_input_is_bad.Host host) : IClassFixture<When_input_is_bad.Host>
{
    const string Signature = "Stripe-Signature";
    static readonly byte[] Good = StripeWebhooks.Charge();

    /// <summary>One gateway for all cases; its queues are emptied by each.</summary>
    public sealed class Host : IAsyncLifetime
    {
        internal RunningGateway Gateway { get; private set; } = null!;

        public async ValueTask InitializeAsync() =>
            Gateway = await RunningGateway.StartAsync(o => o with { BodyBytesMax = 65_536 });

        public ValueTask DisposeAsync() => Gateway.DisposeAsync();
    }

    RunningGateway Gateway => host.Gateway;

    [Fact]
    public async Task An_unknown_provider_is_404() => await RefusedAsync(
        await Gateway.SendAsync(Good, path: "/v1/webhooks/nobody"), 404, "UNKNOWN_PROVIDER", provider: "nobody");

    [Fact]
    public async Task A_provider_that_could_not_be_a_name_is_404_and_archived_as_unreadable() => await RefusedAsync(
        await Gateway.SendAsync(Good, path: "/v1/webhooks/a.b%23%2A"), 404, "UNKNOWN_PROVIDER", provider: "unreadable");

    [Fact]
    public async Task An_unknown_endpoint_is_404() => await RefusedAsync(
        await Gateway.SendAsync(Good, path: $"{RunningGateway.Path}/elsewhere"), 404, "UNKNOWN_ENDPOINT");

    [Theory]
    [InlineData("GET")]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    [InlineData("OPTIONS")]
    public async Task Another_method_is_405_and_told_what_is_allowed(string method)
    {
        var answer = await Gateway.SendAsync(Good, change: r => r.Method = new HttpMethod(method));
        Assert.Equal("POST", answer.Allow);
        await RefusedAsync(answer, 405, "METHOD_NOT_ALLOWED");
    }

    [Fact]
    public async Task No_signature_is_401() => await RefusedAsync(
        await Gateway.SendAsync(Good, change: r => r.Headers.Remove(Signature)), 401, "SIGNATURE_MISSING", body: Good);

    /// <summary>The list that Stripe's own library must reject (shared/data/webhooks/stripe/vectors).</summary>
    [Fact]
    public async Task Every_header_that_Stripes_library_rejects_is_401()
    {
        var vectors = JsonNode.Parse(await File.ReadAllTextAsync(
            SharedData.Locate("webhooks/stripe/vectors/stripe-signature-vectors.json")))!;
        var headers = vectors["must_reject"]!.AsArray().Select(h => (string)h!)
            .Where(h => h.StartsWith('t') || h.StartsWith(',')).ToList();
        foreach (var header in headers)
        {
            var answer = await Gateway.SendAsync(Good, change: r => Replace(r, Signature, header));
            Assert.True(answer.Status == 401, $"'{header}' was answered {answer.Status}.");
            Assert.StartsWith("SIGNATURE_", answer.Field("reason"), StringComparison.Ordinal);
        }

        Assert.NotEmpty(headers);
        Assert.Equal(headers.Count, (await Gateway.TakeDeliveriesAsync()).Count(d => d.Field("verdict") == "refused"));
        Assert.Empty(await Gateway.TakeEventsAsync());
    }

    [Theory]
    [InlineData("t=,v1=,v0=")]
    [InlineData("v1=2220f87ef101a04665f11cdf770523143f875572008577fa0f20882ddb9cc3c7")]
    public async Task A_signature_header_that_cannot_be_read_is_401(string header) => await RefusedAsync(
        await Gateway.SendAsync(Good, change: r => Replace(r, Signature, header)), 401, "SIGNATURE_MALFORMED",
        body: Good);

    [Fact]
    public async Task A_wrong_secret_is_401() => await RefusedAsync(
        await Gateway.SendAsync(Good, secret: "whsec_of_somebody_else"), 401, "SIGNATURE_WRONG", body: Good);

    [Fact]
    public async Task A_changed_body_is_401()
    {
        var changed = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Good) + "\n");
        await RefusedAsync(
            await Gateway.SendAsync(Good, change: r => r.Content = new ByteArrayContent(changed)), 401,
            "SIGNATURE_WRONG", body: changed);
    }

    [Theory]
    [InlineData(-301 - 5, "TIMESTAMP_TOO_OLD")]
    [InlineData(301 + 5, "TIMESTAMP_IN_FUTURE")]
    [InlineData(-86_400 * 3_650L, "TIMESTAMP_TOO_OLD")]
    public async Task A_signature_outside_the_tolerance_is_401(long seconds, string reason) => await RefusedAsync(
        await Gateway.SendAsync(Good, at: TimeProvider.System.GetUtcNow().AddSeconds(seconds)), 401, reason,
        body: Good);

    [Fact]
    public async Task A_body_over_the_limit_is_413_and_none_of_it_is_kept() => await RefusedAsync(
        await Gateway.SendAsync(new byte[65_537]), 413, "BODY_TOO_LARGE", body: []);

    [Fact]
    public async Task A_chunked_body_over_the_limit_is_413() => await RefusedAsync(
        await Gateway.SendAsync(new byte[65_537], change: r => r.Headers.TransferEncodingChunked = true), 413,
        "BODY_TOO_LARGE", body: []);

    [Fact]
    public async Task A_body_just_within_the_limit_is_read() => await RefusedAsync(
        await Gateway.SendAsync(new byte[65_536]), 400, "BODY_NOT_JSON", "verified");

    /// <summary>Anybody can send one; nobody may fill the archive's disk with them.</summary>
    [Fact]
    public async Task Of_a_large_body_that_is_refused_only_the_beginning_is_kept()
    {
        var body = Encoding.UTF8.GetBytes("pan=4242424242424242&" + new string('x', 65_000));

        var answer = await Gateway.SendAsync(body, secret: "whsec_of_somebody_else");

        Assert.Equal((401, "SIGNATURE_WRONG"), (answer.Status, answer.Field("reason")));
        var delivery = Assert.Single(await Gateway.TakeDeliveriesAsync());
        var kept = Encoding.UTF8.GetString(delivery.Json.GetProperty("body").GetBytesFromBase64());
        Assert.Equal(("pan=424242******4242&" + new string('x', 65_000))[..16_384], kept);
        Assert.Equal(Convert.ToHexStringLower(SHA256.HashData(body)), delivery.Field("bodySha256"));
        Assert.Equal(("True", "True", $"{body.Length}"),
            (delivery.Field("truncated"), delivery.Field("masked"), delivery.Field("bodyBytes")));
    }

    [Fact]
    public async Task An_authentic_body_is_kept_whole_however_large()
    {
        var body = Encoding.UTF8.GetBytes(new string('x', 65_000));

        await RefusedAsync(await Gateway.SendAsync(body), 400, "BODY_NOT_JSON", "verified", body: body);
    }

    [Fact]
    public async Task Authentic_bytes_that_are_no_UTF8_are_400()
    {
        byte[] body = [.. "{\"id\":\""u8, 0xC3, 0x28, .. "\"}"u8];
        await RefusedAsync(await Gateway.SendAsync(body), 400, "BODY_NOT_UTF8", "verified", body: body);
    }

    [Theory]
    [InlineData("", "BODY_NOT_JSON")]
    [InlineData("{\"id\":", "BODY_NOT_JSON")]
    [InlineData("[]", "BODY_NOT_JSON")]
    [InlineData("{}", "NOT_AN_EVENT")]
    public async Task Authentic_text_that_is_no_event_is_400(string body, string reason) => await RefusedAsync(
        await Gateway.SendAsync(Encoding.UTF8.GetBytes(body)), 400, reason, "verified",
        body: Encoding.UTF8.GetBytes(body));

    [Theory]
    [InlineData("type", "\"no.such_type\"", "UNKNOWN_EVENT_TYPE", "ignored")]
    [InlineData("amount", "99999999999999999999999", "AMOUNT_OUT_OF_RANGE", "exception")]
    [InlineData("amount", "-1", "AMOUNT_OUT_OF_RANGE", "exception")]
    [InlineData("currency", "\"isk\"", "AMOUNT_DOES_NOT_FIT_CURRENCY", "exception")]
    [InlineData("currency", "\"zzz\"", "UNKNOWN_CURRENCY", "exception")]
    [InlineData("currency", "\"ugx\"", "CURRENCY_NOT_CONFIGURED", "exception")]
    [InlineData("created", "4102444800", "OCCURRED_AT_IMPLAUSIBLE", "exception")]
    [InlineData("created", "0", "OCCURRED_AT_IMPLAUSIBLE", "exception")]
    public async Task Authentic_events_that_cannot_be_translated_are_ours_to_resolve(
        string field, string value, string reason, string outcome)
    {
        var body = StripeWebhooks.Charge(change => Set(change, field, value));

        var answer = await Gateway.SendAsync(body);

        Assert.Equal((200, outcome, reason), (answer.Status, answer.Field("outcome"), answer.Field("reason")));
        Assert.Empty(answer.Json.GetProperty("events").EnumerateArray());
        var delivery = Assert.Single(await Gateway.TakeDeliveriesAsync());
        Assert.Equal(("verified", reason), (delivery.Field("verdict"), delivery.Field("reason")));
        Assert.StartsWith("evt_", delivery.Field("providerEventId"), StringComparison.Ordinal);
        Assert.Empty(await Gateway.TakeEventsAsync());
        Assert.True(Gateway.Measurements.Of($"{outcome}{(outcome == "exception" ? "s" : "")} {reason}") > 0);
    }

    [Fact]
    public async Task An_address_that_does_not_exist_is_404_and_says_nothing_more()
    {
        var answer = await Gateway.SendAsync(new HttpRequestMessage(HttpMethod.Post, "/v2/anything?a=b"));
        Assert.Equal((404, "UNKNOWN_ADDRESS"), (answer.Status, answer.Field("reason")));
        Assert.True(Gateway.Measurements.Of("refused UNKNOWN_ADDRESS") > 0);
    }

    async Task RefusedAsync(
        RunningGateway.Answered answer, int status, string reason, string verdict = "refused",
        string provider = "stripe", byte[]? body = null)
    {
        Assert.Equal((status, reason), (answer.Status, answer.Field("reason")));
        Assert.Equal("application/problem+json", answer.MediaType);
        Assert.Equal($"urn:ledger:refusal:{reason}", answer.Field("type"));
        Assert.Equal(status.ToString(), answer.Field("status"));
        var delivery = Assert.Single(await Gateway.TakeDeliveriesAsync());
        Assert.Equal($"delivery.{verdict}.{provider}", delivery.RoutingKey);
        Assert.Equal((answer.Field("deliveryId"), reason), (delivery.Field("deliveryId"), delivery.Field("reason")));
        if (body is not null)
        {
            Assert.Equal(body, delivery.Json.GetProperty("body").GetBytesFromBase64());
        }

        Assert.Empty(await Gateway.TakeEventsAsync());
        Assert.True(Gateway.Measurements.Of($"refused {reason}") > 0);
    }

    static void Replace(HttpRequestMessage request, string header, string value)
    {
        request.Headers.Remove(header);
        request.Headers.TryAddWithoutValidation(header, value);
    }

    static void Set(JsonNode body, string field, string json)
    {
        var charge = body["data"]!["object"]!;
        if (field is "type" or "created")
        {
            body[field] = JsonNode.Parse(json);
        }

        if (field is "created" or "currency" or "amount")
        {
            charge[field] = JsonNode.Parse(json);
        }

        if (field == "amount")
        {
            charge["amount_captured"] = JsonNode.Parse(json);
        }
    }
}
