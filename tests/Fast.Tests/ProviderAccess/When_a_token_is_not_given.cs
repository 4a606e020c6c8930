using Ledger.ProviderAccess;
using Ledger.Providers;
using Ledger.Providers.Api;
using Ledger.TestKit;
using Xunit;

namespace Ledger.Fast.Tests.ProviderAccess;

/// <summary>R-GW-15: a provider that asks for patience gets it, also where tokens are given.</summary>
public sealed class When_a_token_is_not_given
{
    [Fact]
    public async Task Whoever_asked_comes_again_when_the_provider_says()
    {
        await using var host = new LoopbackHost();
        host.Serve("/v1/oauth2/token", "{}", status: 429, headers: "Retry-After: 7\r\n");
        var access = new ApiAccess
        {
            Url = host.Address,
            Credentials = new Dictionary<string, string> { ["clientId"] = "client", ["clientSecret"] = "secret" },
        };
        using var client = new ApiClient(
            AllProviders.List.Single(provider => provider.Name == "paypal").Api!, access, _ => Task.CompletedTask, TimeProvider.System);

        var away = await Assert.ThrowsAsync<ApiAwayException>(
            () => client.ReadAsync(new ApiRead("/v2/payments/captures/1"), TestContext.Current.CancellationToken));

        Assert.Equal(TimeSpan.FromSeconds(7), away.RetryAfter);
        Assert.Single(host.Requests);
    }
}
