using Ledger.EventStore;
using Ledger.ProviderAccess;
using Ledger.Providers;
using Ledger.Providers.Api;
using Ledger.Providers.Stripe;
using Ledger.ProviderSimulators;
using Ledger.TestKit;
using Npgsql;
using Xunit;

namespace Ledger.Acceptance.Tests.Confirmation;

/// <summary>R-GW-15: a rate is the account's, whichever endpoints and processes call its API.</summary>
public sealed class When_an_account_is_called_from_several_places
{
    const string Secret = "secret-of-the-simulator";

    static readonly ApiRead Charge = new("/v1/charges/ch_none");
    static readonly CancellationToken Ct = TestContext.Current.CancellationToken;

    [Fact]
    public async Task Two_endpoints_in_two_processes_stay_within_its_rate_together_and_another_account_does_not_wait()
    {
        await using var providers = await RunningProviders.StartAsync(Secret, "http://127.0.0.1:0", TimeProvider.System, Ct);
        await using var database = await TestDatabase.CreateAsync();
        await using var one = NpgsqlDataSource.Create(database.ConnectionString);
        await using var two = NpgsqlDataSource.Create($"{database.ConnectionString};Application Name=two");
        await SchemaMigrations.ApplyAsync(one, ApiClients.TurnsSchema, PostgresTurns.Scripts, Ct);
        using var worker = Clients(one);
        using var another = Clients(two);
        ApiClient[] places = [worker.Of(Endpoint(providers, "shop", "acct_1"))!, another.Of(Endpoint(providers, "platform", "acct_1"))!];
        var start = TimeProvider.System.GetTimestamp();

        var calls = Task.WhenAll(Enumerable.Range(0, 30).Select(n => places[n % 2].ReadAsync(Charge, Ct)));
        await another.Of(Endpoint(providers, "other", "acct_2"))!.ReadAsync(Charge, Ct);
        Assert.False(calls.IsCompleted);
        await calls;

        Assert.InRange(TimeProvider.System.GetElapsedTime(start).TotalSeconds, 1.95, 10);
        Assert.Equal(31, providers.FaultsOf("stripe").Calls);
        await using var keys = one.CreateCommand("select string_agg(key, ' ' order by key) from provider_access.turn");
        var address = providers.AddressOf("stripe").Authority;
        Assert.Equal($"stripe/{address}/acct_1 stripe/{address}/acct_2", await keys.ExecuteScalarAsync(Ct));
    }

    [Fact]
    public async Task Nobody_is_called_while_turns_cannot_be_taken()
    {
        await using var providers = await RunningProviders.StartAsync(Secret, "http://127.0.0.1:0", TimeProvider.System, Ct);
        await using var away = NpgsqlDataSource.Create("Host=127.0.0.1;Port=1;Username=nobody");
        using var clients = Clients(away);

        await Assert.ThrowsAsync<NpgsqlException>(
            () => clients.Of(Endpoint(providers, "shop", "acct_1"))!.ReadAsync(Charge, Ct));

        Assert.Equal(0, providers.FaultsOf("stripe").Calls);
    }

    static ApiClients Clients(NpgsqlDataSource source) =>
        new(new PostgresTurns(source, ApiClients.TurnsSchema, TimeProvider.System).WaitAsync, TimeProvider.System);

    static WebhookEndpoint Endpoint(RunningProviders providers, string name, string account) => new(
        new StripeProvider(), name, new EndpointSettings
        {
            Account = account,
            Secrets = [],
            Api = new ApiAccess
            {
                Url = providers.AddressOf("stripe"),
                Credentials = new Dictionary<string, string> { ["key"] = Secret },
                RatePerSecond = 10,
            },
        });
}
