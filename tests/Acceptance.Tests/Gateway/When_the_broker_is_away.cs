using System.Diagnostics;
using Ledger.Gateway;
using Ledger.MessageBus;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Acceptance.Tests.Gateway;

/// <summary>Nothing is acknowledged that the broker has not confirmed; the retry is taken once it does.</summary>
public sealed class When_the_broker_is_away
{
    // What the gateway may take, and 3.5 s for the rest of a busy machine.
    static readonly TimeSpan Unconfirmed = TimeSpan.FromSeconds(5.5 + 3.5);

    // The same for a refusal.
    static readonly TimeSpan Unarchived = TimeSpan.FromSeconds(1 + 4);

    [Fact]
    public async Task A_cut_line_is_answered_503_and_the_retry_is_accepted_later()
    {
        FaultyLink proxy = null!;
        await using var gateway = await RunningGateway.StartAsync(
            AsShipped, b => (proxy = FaultyLink.To(b).Open()).Of(b));
        await using var _ = proxy;
        var body = StripeWebhooks.Charge();

        proxy.Cut();
        var away = await InTimeAsync(gateway.SendAsync(body));
        Assert.Equal((503, "BROKER_UNAVAILABLE"), (away.Status, away.Field("reason")));
        Assert.NotNull(away.RetryAfter);
        Assert.Equal(1, gateway.Measurements.Of("refused BROKER_UNAVAILABLE"));
        var ready = await gateway.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/health/ready"));
        Assert.Equal((503, "not-ready"), (ready.Status, ready.Field("status")));
        Assert.NotEqual(0, ready.Json.GetProperty("reasons").GetArrayLength());
        Assert.Equal(200, (await gateway.SendAsync(new HttpRequestMessage(HttpMethod.Get, "/health/live"))).Status);

        proxy.Open();
        var retried = await UntilAsync(() => gateway.SendAsync(body), a => a.Status == 200);
        Assert.Equal("accepted", retried.Field("outcome"));
        Assert.Contains(
            await gateway.TakeDeliveriesAsync(), d => d.Field("deliveryId") == retried.Field("deliveryId"));
        Assert.Contains(await gateway.TakeEventsAsync(), e => e.Field("deliveryId") == retried.Field("deliveryId"));
    }

    [Fact]
    public async Task A_broker_that_does_not_confirm_is_answered_503_in_bounded_time()
    {
        FaultyLink proxy = null!;
        await using var gateway = await RunningGateway.StartAsync(
            AsShipped, b => (proxy = FaultyLink.To(b).Open()).Of(b));
        await using var _ = proxy;

        proxy.Stall();
        var silent = await InTimeAsync(gateway.SendAsync(StripeWebhooks.Charge()));
        Assert.Equal((503, "BROKER_UNAVAILABLE"), (silent.Status, silent.Field("reason")));

        // A refusal does not wait for the archive that long.
        var watch = Stopwatch.StartNew();
        var forged = await gateway.SendAsync(StripeWebhooks.Charge(), secret: "whsec_of_somebody_else");
        Assert.Equal(401, forged.Status);
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Unarchived);
        Assert.Equal(1, gateway.Measurements.Of("refused_archive_failed"));

        proxy.Resume();
        var retried = await UntilAsync(() => gateway.SendAsync(StripeWebhooks.Charge()), a => a.Status == 200);
        Assert.Equal("accepted", retried.Field("outcome"));
    }

    [Fact]
    public async Task A_delivery_of_which_only_a_part_reached_its_queues_is_503_until_all_of_it_does()
    {
        await using var gateway = await RunningGateway.StartAsync();
        var body = StripeWebhooks.Charge();
        foreach (var queue in ConsumerQueues.Standard)
        {
            await gateway.Broker.UnbindAsync(queue);
            var partly = await gateway.SendAsync(body);
            Assert.Equal((503, "BROKER_UNAVAILABLE"), (partly.Status, partly.Field("reason")));
            await gateway.Broker.BindAsync(queue);
        }

        // An event whose bytes have not reached the archive's queue goes nowhere: this one came while only the inventory's was away.
        Assert.Single(await gateway.TakeEventsAsync());
        var whole = await gateway.SendAsync(body);
        Assert.Equal((200, "accepted"), (whole.Status, whole.Field("outcome")));
        Assert.Single(await gateway.TakeEventsAsync());
        Assert.Equal(3, (await gateway.TakeDeliveriesAsync()).Count);
    }

    [Fact]
    public async Task The_port_stays_closed_until_the_topology_stands()
    {
        FaultyLink proxy = null!;
        var port = FreePort();
        await using var gateway = await RunningGateway.BuildAsync(
            o => o with { Url = new Uri($"http://127.0.0.1:{port}") }, b => (proxy = FaultyLink.To(b)).Of(b));
        await using var _ = proxy;

        var starting = gateway.StartAsync();
        await Task.Delay(TimeSpan.FromSeconds(1));
        Assert.False(starting.IsCompleted);
        using var http = new HttpClient();
        await Assert.ThrowsAsync<HttpRequestException>(() => http.GetAsync($"http://127.0.0.1:{port}/health/live"));

        proxy.Open();
        await starting;
        Assert.Equal(200, (await gateway.SendAsync(StripeWebhooks.Charge())).Status);
        Assert.Single(await gateway.TakeDeliveriesAsync());
    }

    [Fact]
    public async Task A_broker_that_never_comes_ends_the_start_by_name()
    {
        FaultyLink proxy = null!;
        await using var gateway = await RunningGateway.BuildAsync(
            o => o with { StartTimeout = TimeSpan.FromSeconds(1) }, b => (proxy = FaultyLink.To(b)).Of(b));
        await using var _ = proxy;

        var away = await Assert.ThrowsAsync<BrokerAwayException>(() => gateway.StartAsync());
        Assert.DoesNotContain("guest:guest", away.ToString(), StringComparison.Ordinal);
    }

    // These bounds are what is tested here.
    static GatewayOptions AsShipped(GatewayOptions options) =>
        options with { ConfirmTimeout = TimeSpan.FromSeconds(5), RefusedArchiveTimeout = TimeSpan.FromSeconds(1) };

    static async Task<RunningGateway.Answered> InTimeAsync(Task<RunningGateway.Answered> answer)
    {
        var watch = Stopwatch.StartNew();
        var result = await answer;
        Assert.InRange(watch.Elapsed, TimeSpan.Zero, Unconfirmed);
        return result;
    }

    static async Task<RunningGateway.Answered> UntilAsync(
        Func<Task<RunningGateway.Answered>> send, Func<RunningGateway.Answered, bool> done)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            var answer = await send();
            if (done(answer) || watch.Elapsed > TimeSpan.FromSeconds(30))
            {
                return answer;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(200));
        }
    }

    static int FreePort()
    {
        using var probe = new System.Net.Sockets.TcpListener(System.Net.IPAddress.Loopback, 0);
        probe.Start();
        return ((System.Net.IPEndPoint)probe.LocalEndpoint).Port;
    }
}
