using System.Net;
using System.Net.Sockets;
using Ledger.ProviderAccess;
using Ledger.Providers;
using Ledger.Providers.Api;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Fast.Tests.ProviderAccess;

/// <summary>R-GW-15: whatever keeps an API from answering is told apart from what keeps one account, or ourselves, from asking.</summary>
public sealed class When_an_api_is_away
{
    static readonly ApiRead Charge = new("/v1/charges/ch_1");

    [Theory]
    [InlineData("stripe")]
    [InlineData("paypal")] // Which asks for a token first.
    public async Task A_handshake_that_never_ends_is_an_api_that_is_away(string provider)
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start(); // TCP comes up, TLS never does.
        using var client = Client(new Uri($"https://{listener.LocalEndpoint}"), provider, timeoutSeconds: 10);

        await Assert.ThrowsAsync<ApiAwayException>(() => client.ReadAsync(Charge, TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task No_answer_in_time_is_told_with_the_time()
    {
        await using var host = new LoopbackHost();
        host.Serve(Charge.Path, async stop =>
        {
            await Task.Delay(Timeout.Infinite, stop);
            return [];
        });
        using var client = Client(host.Address, timeoutSeconds: 1);

        var away = await Assert.ThrowsAsync<ApiAwayException>(() => client.ReadAsync(Charge, TestContext.Current.CancellationToken));

        Assert.EndsWith("did not answer within 1 s.", away.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_stops_a_call_is_told_that_it_is_stopped()
    {
        await using var host = new LoopbackHost();
        host.Serve(Charge.Path, async stop =>
        {
            await Task.Delay(Timeout.Infinite, stop);
            return [];
        });
        using var client = Client(host.Address, timeoutSeconds: 10);
        using var stop = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => client.ReadAsync(Charge, stop.Token));
    }

    [Fact]
    public async Task Waiting_for_our_own_turn_is_no_fault_of_the_api()
    {
        await using var host = new LoopbackHost();
        host.Serve(Charge.Path, "{}");
        using var turns = new ProcessTurns();
        using var client = Client(host.Address, timeoutSeconds: 1, turn: ct => turns.WaitAsync("acct_1", 1, ct));

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => client.ReadAsync(Charge, TestContext.Current.CancellationToken)));

        Assert.All(answers, answer => Assert.True(answer.IsOk));
        Assert.Equal(8, host.Requests.Count);
    }

    [Fact]
    public async Task One_account_that_lets_nobody_in_is_asked_once_and_closes_no_other()
    {
        await using var host = new LoopbackHost();
        host.Serve("/v1/charges/of_one_that_is_gone", "{}", status: 403);
        host.Serve(Charge.Path, "{}");
        using var client = Client(host.Address, timeoutSeconds: 5);

        for (var time = 0; time < 12; time++)
        {
            await Assert.ThrowsAsync<ApiAwayException>(
                () => client.ReadAsync(new ApiRead("/v1/charges/of_one_that_is_gone"), TestContext.Current.CancellationToken));
        }

        Assert.True((await client.ReadAsync(Charge, TestContext.Current.CancellationToken)).IsOk);
        Assert.Equal(13, host.Requests.Count);
    }

    [Fact]
    public async Task Whoever_gets_no_turn_does_not_ask()
    {
        await using var host = new LoopbackHost();
        host.Serve(Charge.Path, "{}");
        using var client = Client(host.Address, turn: _ => throw new TimeoutException("No turn."));

        await Assert.ThrowsAsync<TimeoutException>(() => client.ReadAsync(Charge, TestContext.Current.CancellationToken));

        Assert.Empty(host.Requests);
    }

    static ApiClient Client(
        Uri url, string provider = "stripe", int timeoutSeconds = 2, Func<CancellationToken, Task>? turn = null) => new(
        AllProviders.List.Single(known => known.Name == provider).Api!,
        new ApiAccess
        {
            Url = url,
            Credentials = new Dictionary<string, string>
            {
                ["key"] = "sk_test_12345",
                ["clientId"] = "client",
                ["clientSecret"] = "secret",
            },
            TimeoutSeconds = timeoutSeconds,
        },
        turn ?? (_ => Task.CompletedTask),
        TimeProvider.System,
        connectTimeout: TimeSpan.FromMilliseconds(300));
}
