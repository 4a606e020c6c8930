using System.Collections.Concurrent;
using System.Net;
using System.Text;
using Ledger.Providers;
using Ledger.TestKit;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Xunit;

namespace Ledger.Acceptance.Tests.Gateway;

/// <summary>With an OTLP endpoint set, traces and metrics arrive there; no card number does (R-SE-01).</summary>
public sealed class When_telemetry_is_exported
{
    const string Card = "4242424242424242";

    [Fact]
    public async Task Spans_and_measurements_arrive_without_what_senders_wrote_into_addresses()
    {
        var received = new ConcurrentDictionary<string, string>();
        await using var collector = await CollectorAsync(received);
        await using var vhost = await TestVhost.CreateAsync();
        var secrets = When_the_program_starts.Secrets();
        using var gateway = GatewayProcess.Start(
            ("LEDGER_GATEWAY_URL", "http://127.0.0.1:0"), ("LEDGER_RABBITMQ", vhost.Broker.ToString()),
            ("LEDGER_SECRETS", secrets), ("OTEL_EXPORTER_OTLP_ENDPOINT", collector.Urls.Single()),
            ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"));
        var url = (await gateway.LineAsync("Listens at ")).Split(' ')[^1];

        await SendAsync(url, $"/v1/webhooks/stripe?pan={Card}", HttpStatusCode.OK);
        await SendAsync(url, $"/v1/webhooks/stripe/{Card}", HttpStatusCode.NotFound);
        await SendAsync(url, $"/{Card}", HttpStatusCode.NotFound);
        Assert.Equal(0, await gateway.TerminateAsync());

        var traces = received["/v1/traces"];
        Assert.All(
            ["ledger-gateway", "receive delivery", "/v1/webhooks/{provider}/{endpoint?}", "Ledger.MessageBus"],
            part => Assert.Contains(part, traces, StringComparison.Ordinal));
        Assert.All(
            ["ledger.gateway.accepted", "ledger.gateway.refused", "UNKNOWN_ENDPOINT", "ledger.gateway.duration"],
            part => Assert.Contains(part, received["/v1/metrics"], StringComparison.Ordinal));
        Assert.All(received.Values, text => Assert.DoesNotContain(Card, text, StringComparison.Ordinal));
        File.Delete(secrets);
    }

    static async Task SendAsync(string url, string path, HttpStatusCode expected)
    {
        var body = StripeWebhooks.Charge();
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post, url + path);
        request.Content = new ByteArrayContent(body);
        request.Headers.TryAddWithoutValidation("User-Agent", $"Agent {Card}");
        foreach (var (name, value) in AllProviders.List.Single(p => p.Name == "stripe")
            .Sign(body, RunningGateway.Secret, TimeProvider.System.GetUtcNow())!.Headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await http.SendAsync(request);
        Assert.Equal(expected, response.StatusCode);
    }

    /// <summary>Takes whatever is posted, as text: names and values stand in the clear in protobuf.</summary>
    static async Task<WebApplication> CollectorAsync(ConcurrentDictionary<string, string> received)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var collector = builder.Build();
        collector.Run(async http =>
        {
            using var body = new MemoryStream();
            await http.Request.Body.CopyToAsync(body);
            received.AddOrUpdate(
                http.Request.Path, Encoding.Latin1.GetString(body.ToArray()),
                (_, before) => before + Encoding.Latin1.GetString(body.ToArray()));
        });
        await collector.StartAsync();
        return collector;
    }
}
