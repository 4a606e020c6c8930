using Ledger.ProviderAccess;
using Ledger.Providers.Api;
using Ledger.Providers.PayPal;
using Ledger.ProviderSimulators;
using Xunit;

namespace Ledger.Acceptance.Tests.Confirmation;

/// <summary>An API that is signed in to with a token: fetched once, and anew when it runs out or is refused.</summary>
public sealed class When_a_token_runs_out
{
    const string Secret = "secret-of-the-simulator";

    [Fact]
    public async Task It_is_fetched_once_and_anew_when_the_api_refuses_it()
    {
        var clock = new MovedClock();
        await using var providers = await RunningProviders.StartAsync(Secret, "http://127.0.0.1:0", clock, CancellationToken.None);
        var id = PayPalWebhooks.NewId();
        providers.Learn("paypal", PayPalWebhooks.Capture(id));
        using var client = Client(providers, Secret);

        Assert.True((await client.ReadAsync(new ApiRead($"/v2/payments/captures/{id}"), CancellationToken.None)).IsOk);
        Assert.True((await client.ReadAsync(new ApiRead($"/v2/payments/captures/{id}"), CancellationToken.None)).IsOk);
        Assert.Equal(3, providers.FaultsOf("paypal").Calls); // A token and two reads.

        clock.Ahead = TimeSpan.FromHours(9); // PayPal's clock: to us the token is still good.
        Assert.True((await client.ReadAsync(new ApiRead($"/v2/payments/captures/{id}"), CancellationToken.None)).IsOk);
        Assert.Equal(6, providers.FaultsOf("paypal").Calls); // A refusal, a token, a read.
    }

    [Fact]
    public async Task A_wrong_secret_is_told_without_the_secret()
    {
        await using var providers = await RunningProviders.StartAsync(Secret, "http://127.0.0.1:0", TimeProvider.System, CancellationToken.None);
        using var client = Client(providers, "another-secret");

        var away = await Assert.ThrowsAsync<ApiAwayException>(
            () => client.ReadAsync(new ApiRead("/v2/payments/captures/X"), CancellationToken.None));

        Assert.Contains("gives no token (HTTP 401)", away.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("another-secret", away.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_an_answer_and_no_fault()
    {
        await using var providers = await RunningProviders.StartAsync(Secret, "http://127.0.0.1:0", TimeProvider.System, CancellationToken.None);
        using var client = Client(providers, Secret);

        var answer = await client.ReadAsync(new ApiRead("/v2/payments/captures/X"), CancellationToken.None);

        Assert.Equal(404, answer.Status);
        Assert.Contains("RESOURCE_NOT_FOUND", System.Text.Encoding.UTF8.GetString(answer.Body), StringComparison.Ordinal);
    }

    static ApiClient Client(RunningProviders providers, string secret) => new(
        new PayPalProvider().Api,
        new ApiAccess
        {
            Url = providers.AddressOf("paypal"),
            Credentials = new Dictionary<string, string> { ["clientId"] = "simulated-client", ["clientSecret"] = secret },
        },
        _ => Task.CompletedTask,
        TimeProvider.System);

    sealed class MovedClock : TimeProvider
    {
        public TimeSpan Ahead { get; set; }

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + Ahead;
    }
}
