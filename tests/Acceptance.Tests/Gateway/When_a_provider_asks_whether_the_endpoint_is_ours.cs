using System.Diagnostics;
using System.Text.Json;
using Xunit;

namespace Ledger.Acceptance.Tests.Gateway;

/// <summary>
/// Braintree asks by GET before it sends anything. Only that question is answered, as plain text, counted and not archived; every other
/// GET stays METHOD_NOT_ALLOWED.
/// </summary>
public sealed class When_a_provider_asks_whether_the_endpoint_is_ours
{
    const string Path = "/v1/webhooks/braintree";

    [Fact]
    public async Task It_is_told_counted_and_not_archived()
    {
        await using var gateway = await StartAsync(burst: 50);
        using var answer = await gateway.Http.GetAsync($"{Path}?bt_challenge=0123456789abcdef0123");

        Assert.Equal((200, "text/plain"), ((int)answer.StatusCode, answer.Content.Headers.ContentType?.MediaType));
        Assert.Equal("public_of_test|4b4de9e93a965bb74fee0b51d1835e7685244bbb", await answer.Content.ReadAsStringAsync());
        Assert.Equal(1, gateway.Measurements.Of("challenges"));
        Assert.Empty(await gateway.TakeDeliveriesAsync());
        Assert.Empty(await gateway.TakeEventsAsync());
    }

    [Theory]
    [InlineData(Path)]
    [InlineData(Path + "?bt_challenge=nonsense")]
    [InlineData(Path + "?other=0123456789abcdef0123")]
    [InlineData(Path + "?bt_challenge=0123456789abcdef0123&bt_challenge=0123456789abcdef0123")]
    [InlineData("/v1/webhooks/stripe?bt_challenge=0123456789abcdef0123")]
    public async Task Any_other_GET_is_405(string address)
    {
        await using var gateway = await StartAsync(burst: 50);
        var answer = await gateway.SendAsync(new HttpRequestMessage(HttpMethod.Get, address));

        Assert.Equal((405, "METHOD_NOT_ALLOWED"), (answer.Status, answer.Field("reason")));
        Assert.Equal(0, gateway.Measurements.Of("challenges"));
        Assert.Equal("METHOD_NOT_ALLOWED", Assert.Single(await gateway.TakeDeliveriesAsync()).Field("reason"));
    }

    [Fact]
    public async Task It_has_its_share_as_every_sender()
    {
        await using var gateway = await StartAsync(burst: 2);
        var asked = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => AskAsync(gateway)));

        var told = asked.Count(status => status == 200);
        Assert.InRange(told, 2, 3); // The share, and what may come back of it while a slow machine asks.
        Assert.Equal(4, told + asked.Count(status => status == 429));
        Assert.Equal(told, gateway.Measurements.Of("challenges"));
    }

    /// <summary>A post is archived as it was sent, form and signature included, and its facts go to the journal.</summary>
    [Fact]
    public async Task What_it_then_posts_is_taken()
    {
        await using var gateway = await StartAsync(burst: 50);
        var provider = Ledger.Providers.AllProviders.List.Single(p => p.Name == "braintree");
        var signed = provider.Sign(
            """
            <notification><timestamp>2026-11-19T08:30:00Z</timestamp><kind>transaction_settled</kind><subject><transaction>
            <id>t1</id><status>settled</status><type>sale</type><currency-iso-code>EUR</currency-iso-code><amount>5.00</amount>
            </transaction></subject></notification>
            """u8.ToArray(), "public_of_test|private_of_test", TimeProvider.System.GetUtcNow())!;
        var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new ByteArrayContent(signed.Body.ToArray()) };
        foreach (var (name, value) in signed.Headers)
        {
            request.Content.Headers.TryAddWithoutValidation(name, value);
        }

        var answer = await gateway.SendAsync(request);

        Assert.Equal((200, "accepted"), (answer.Status, answer.Field("outcome")));
        var delivery = Assert.Single(await gateway.TakeDeliveriesAsync());
        Assert.Equal(("verified", "transaction_settled"), (delivery.Field("verdict"), delivery.Field("providerEventType")));
        Assert.Equal(signed.Body.ToArray(), delivery.Json.GetProperty("body").GetBytesFromBase64());
        Assert.Equal(["capture-succeeded", "settlement-confirmed"], (await gateway.TakeEventsAsync()).Select(fact => fact.Field("class")).Order(StringComparer.Ordinal));
    }

    static async Task<int> AskAsync(RunningGateway gateway)
    {
        using var answer = await gateway.Http.GetAsync($"{Path}?bt_challenge=0123456789abcdef0123");
        return (int)answer.StatusCode;
    }

    static async Task<RunningGateway> StartAsync(int burst)
    {
        var gateway = await RunningGateway.StartAsync(o => o with { SourcePerSecond = 1, SourceBurst = burst });
        await File.WriteAllTextAsync(gateway.SecretsFile, JsonSerializer.Serialize(new
        {
            stripe = Endpoint(RunningGateway.Secret),
            braintree = Endpoint("public_of_test|private_of_test"),
        }));
        var watch = Stopwatch.StartNew();
        while (!gateway.Log.Lines.Any(line => line.Contains("Secrets file taken up", StringComparison.Ordinal)))
        {
            Assert.True(watch.Elapsed < TimeSpan.FromSeconds(30), "The secrets file was not taken up.");
            await Task.Delay(TimeSpan.FromMilliseconds(20));
        }

        return gateway;
    }

    static object Endpoint(string secret) =>
        new { endpoints = new { @default = new { account = "acct_demo", secrets = new[] { secret } } } };
}
