using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Ledger.Providers.PayPal;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Acceptance.Tests.Gateway;

/// <summary>A provider that signs with a certificate: the gateway fetches it, once, and only from where the provider may keep it.</summary>
public sealed class When_a_certificate_is_needed : IAsyncLifetime
{
    const string WebhookId = "3RN13029J36659323";
    const string Path = "/v1/webhooks/paypal";

    readonly LoopbackHost _host = new();
    readonly string _secrets = System.IO.Path.Combine(System.IO.Path.GetTempPath(), $"secrets-{Guid.CreateVersion7():N}.json");
    PayPalSigner _signer = null!;
    RunningGateway _gateway = null!;

    public async ValueTask InitializeAsync()
    {
        _signer = new PayPalSigner(new Uri(_host.Address, "/certs/1"), TimeProvider.System.GetUtcNow().AddDays(-1));
        WriteSecrets(_signer.RootPem);
        _gateway = await RunningGateway.StartAsync(options => options with { SecretsFile = _secrets });
    }

    public async ValueTask DisposeAsync()
    {
        await _gateway.DisposeAsync();
        await _host.DisposeAsync();
        _signer.Dispose();
        File.Delete(_secrets);
    }

    [Fact]
    public async Task It_is_fetched_once_and_the_fact_waits_for_its_read()
    {
        _host.Serve("/certs/1", _signer.CertificatePem);

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => SendAsync($"WH-{n}")));
        Assert.All(answers, answer => Assert.Equal(200, answer.Status));
        Assert.Equal(200, (await SendAsync("WH-LAST")).Status);

        Assert.Equal(["GET /certs/1 HTTP/1.1"], _host.Requests);
        var events = await _gateway.TakeEventsAsync();
        Assert.Equal(21, events.Count);
        Assert.All(events, message => Assert.Equal("needs-read", message.Field("completeness")));
        var deliveries = await _gateway.TakeDeliveriesAsync();
        Assert.All(deliveries, delivery => Assert.Equal("verified", delivery.Field("verdict")));
        Assert.All(deliveries, delivery => Assert.Contains("paypal-transmission-sig", delivery.Text, StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_that_cannot_be_fetched_makes_the_provider_come_again()
    {
        var answer = await SendAsync("WH-1");
        var repeated = await SendAsync("WH-1");

        Assert.Equal((503, "CERTIFICATE_UNAVAILABLE"), (answer.Status, answer.Field("reason")));
        Assert.NotNull(answer.RetryAfter);
        Assert.Equal(503, repeated.Status);
        Assert.Single(_host.Requests); // The failure is remembered for some seconds.
        Assert.Empty(await _gateway.TakeEventsAsync());
    }

    [Theory]
    [InlineData("http://127.0.0.1:1/certs/1")]
    [InlineData("https://evil.example/certs/1")]
    [InlineData("https://169.254.169.254/certs/1")]
    public async Task No_other_host_is_ever_asked(string address)
    {
        var answer = await SendAsync("WH-1", headers => headers["paypal-cert-url"] = address);

        Assert.Equal((401, "CERTIFICATE_REFUSED"), (answer.Status, answer.Field("reason")));
        Assert.Empty(_host.Requests);
    }

    [Fact]
    public async Task A_chain_to_a_root_that_is_not_trusted_is_refused()
    {
        using var another = new PayPalSigner(new Uri(_host.Address, "/certs/1"), TimeProvider.System.GetUtcNow().AddDays(-1));
        _host.Serve("/certs/1", another.CertificatePem);

        var answer = await SendAsync("WH-1", signer: another);

        Assert.Equal((401, "CERTIFICATE_REFUSED"), (answer.Status, answer.Field("reason")));
        Assert.Empty(await _gateway.TakeEventsAsync());
    }

    [Fact]
    public async Task A_stale_or_forged_message_makes_the_gateway_fetch_nothing_or_is_refused()
    {
        _host.Serve("/certs/1", _signer.CertificatePem);

        var stale = await SendAsync("WH-1", at: TimeProvider.System.GetUtcNow().AddDays(-5));
        Assert.Equal((401, "TIMESTAMP_TOO_OLD"), (stale.Status, stale.Field("reason")));
        Assert.Empty(_host.Requests);

        var forged = await SendAsync("WH-1", headers => headers["paypal-transmission-id"] = "another");
        Assert.Equal((401, "SIGNATURE_WRONG"), (forged.Status, forged.Field("reason")));
    }

    async Task<RunningGateway.Answered> SendAsync(
        string id, Action<Dictionary<string, string>>? change = null, PayPalSigner? signer = null, DateTimeOffset? at = null)
    {
        var body = Encoding.UTF8.GetBytes($$$"""
            {"id":"{{{id}}}","event_type":"PAYMENT.AUTHORIZATION.CREATED","create_time":"2026-01-02T03:04:05Z","resource":{"id":"AUTH{{{id}}}",
            "status":"CREATED","amount":{"value":"10.50","currency_code":"EUR"} } }
            """);
        var headers = new Dictionary<string, string>(
            (signer ?? _signer).Sign(body, WebhookId, at ?? TimeProvider.System.GetUtcNow()).Headers);
        change?.Invoke(headers);
        var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return await _gateway.SendAsync(request);
    }

    void WriteSecrets(string root)
    {
        File.WriteAllText(_secrets, JsonSerializer.Serialize(new
        {
            paypal = new
            {
                endpoints = new
                {
                    @default = new
                    {
                        account = "SHOP1",
                        secrets = new[] { WebhookId },
                        trustedRoots = new[] { root },
                        certificateHosts = new[] { _host.Address.Authority },
                    },
                },
            },
        }));
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(_secrets, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }
    }
}
