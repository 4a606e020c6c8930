using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Ledger.Acceptance.Tests.Gateway;

/// <summary>Floods, slow and broken senders are bounded, and each is told why.</summary>
public sealed class When_a_sender_is_greedy
{
    [Fact]
    public async Task A_source_over_its_share_is_429_with_the_time_to_wait_and_its_proxy_is_not_believed()
    {
        await using var gateway = await RunningGateway.StartAsync(o => o with { SourcePerSecond = 1, SourceBurst = 2 });
        var answers = await Task.WhenAll(Enumerable.Range(0, 3).Select(i => FromAsync(gateway, $"203.0.113.{i}")));

        Assert.Equal([200, 200, 429], answers.Select(a => a.Status).Order());
        var refused = answers.Single(a => a.Status == 429);
        Assert.Equal("RATE_LIMITED", refused.Field("reason"));
        Assert.Equal(TimeSpan.FromSeconds(1), refused.RetryAfter);
        Assert.Equal(1, gateway.Measurements.Of("refused RATE_LIMITED"));
        Assert.Contains(await gateway.TakeDeliveriesAsync(), d => d.Field("reason") == "RATE_LIMITED");
    }

    [Fact]
    public async Task Behind_a_trusted_proxy_the_source_is_who_the_proxy_says()
    {
        await using var gateway = await RunningGateway.StartAsync(o => o with
        {
            SourcePerSecond = 1,
            SourceBurst = 1,
            TrustedProxies = [System.Net.IPNetwork.Parse("127.0.0.0/8")],
        });
        string[] sources = ["203.0.113.1", "203.0.113.2", "203.0.113.1"];
        var answers = await Task.WhenAll(sources.Select(source => FromAsync(gateway, source)));
        Assert.Equal(200, answers[1].Status);
        Assert.Equal([200, 429], ((int[])[answers[0].Status, answers[2].Status]).Order());
    }

    [Fact]
    public async Task Under_a_flood_all_refusals_are_counted_and_a_sample_is_archived()
    {
        await using var gateway = await RunningGateway.StartAsync(o => o with { RefusedArchivedPerSecond = 5 });
        for (var i = 0; i < 300; i++)
        {
            var unsigned = await gateway.SendAsync([(byte)'{'], change: r => r.Headers.Remove("Stripe-Signature"));
            Assert.Equal(401, unsigned.Status);
        }

        Assert.Equal(300, gateway.Measurements.Of("refused SIGNATURE_MISSING"));
        var archived = (await gateway.TakeDeliveriesAsync()).Count;
        Assert.Equal(300, archived + gateway.Measurements.Of("refused_not_archived"));
        Assert.InRange(archived, 5, 100);
    }

    [Fact]
    public async Task More_bodies_than_the_gateway_may_hold_are_503()
    {
        await using var gateway = await RunningGateway.StartAsync(o => o with { BodyBytesInFlightMax = 500 });
        var answer = await gateway.SendAsync(StripeWebhooks.Charge());
        Assert.Equal((503, "OVERLOADED"), (answer.Status, answer.Field("reason")));
        Assert.NotNull(answer.RetryAfter);
        Assert.Equal("OVERLOADED", Assert.Single(await gateway.TakeDeliveriesAsync()).Field("reason"));
    }

    [Fact]
    public async Task Headers_over_their_limit_are_431_before_anything_of_ours_runs()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var filler = new string('x', 20_000);
        var answer = await gateway.SendAsync(
            StripeWebhooks.Charge(), change: r => r.Headers.TryAddWithoutValidation("X-Filler", filler));
        Assert.Equal(431, answer.Status);
        Assert.Empty(await gateway.TakeDeliveriesAsync());
    }

    [Fact]
    public async Task A_body_that_does_not_come_in_full_is_400_in_bounded_time()
    {
        await using var gateway = await RunningGateway.StartAsync(
            o => o with { BodyTimeout = TimeSpan.FromSeconds(1) });
        using var socket = new TcpClient();
        await socket.ConnectAsync(gateway.Http.BaseAddress!.Host, gateway.Http.BaseAddress.Port);
        var stream = socket.GetStream();
        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            $"POST {RunningGateway.Path} HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{{\"id\":"));

        using var reader = new StreamReader(stream);
        var text = await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromSeconds(10));

        Assert.StartsWith("HTTP/1.1 400", text, StringComparison.Ordinal);
        Assert.Contains("BODY_INCOMPLETE", text, StringComparison.Ordinal);
        Assert.Equal("BODY_INCOMPLETE", Assert.Single(await gateway.TakeDeliveriesAsync()).Field("reason"));
    }

    [Fact]
    public async Task A_body_that_breaks_off_is_counted_and_archived()
    {
        await using var gateway = await RunningGateway.StartAsync();
        using (var socket = new TcpClient())
        {
            await socket.ConnectAsync(gateway.Http.BaseAddress!.Host, gateway.Http.BaseAddress.Port);
            await socket.GetStream().WriteAsync(Encoding.ASCII.GetBytes(
                $"POST {RunningGateway.Path} HTTP/1.1\r\nHost: x\r\n"
                + "Transfer-Encoding: chunked\r\n\r\n64\r\n{\"id\":"));
        }

        for (var i = 0; i < 100 && gateway.Measurements.Of("refused BODY_INCOMPLETE") == 0; i++)
        {
            await Task.Delay(TimeSpan.FromMilliseconds(50));
        }

        Assert.Equal(1, gateway.Measurements.Of("refused BODY_INCOMPLETE"));
        Assert.Equal("BODY_INCOMPLETE", Assert.Single(await gateway.TakeDeliveriesAsync()).Field("reason"));
    }

    static Task<RunningGateway.Answered> FromAsync(RunningGateway gateway, string source) => gateway.SendAsync(
        StripeWebhooks.Charge(), change: r => r.Headers.Add("X-Forwarded-For", source));
}
