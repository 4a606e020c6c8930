using System.Collections.Concurrent;

namespace Ledger.ProviderAccess;

/// <summary>
/// The clients of one process, one for each endpoint; made anew when its access changes in the secrets file. Those of one account take
/// turns, also with other processes where these share them.
/// </summary>
/// <param name="turn">Takes the turns.</param>
/// <param name="time">The clock.</param>
public sealed class ApiClients(CallTurn turn, TimeProvider time) : IDisposable
{
    /// <summary>Schema of the turns, in the backfill's database: whoever calls an API has that one.</summary>
    public const string TurnsSchema = "provider_access";

    readonly ConcurrentDictionary<(string Provider, string Endpoint), (object Access, Lazy<ApiClient> Client)> _clients = new();

    /// <summary>The client of an endpoint's account; null when there is no access to its API.</summary>
    public ApiClient? Of(WebhookEndpoint endpoint)
    {
        if (endpoint is not { Settings.Api: { } access, Provider.Api: { } api })
        {
            return null;
        }

        // An account has one rate, whichever endpoint asks; another address is another API, such as the provider's sandbox.
        var account = $"{endpoint.Provider.Name}/{access.Url.Authority}/{endpoint.Settings.Account}";
        return _clients.AddOrUpdate(
            (endpoint.Provider.Name, endpoint.Name), _ => Make(),
            (_, known) => ReferenceEquals(known.Access, access) ? known : Make()).Client.Value;

        // A client that is replaced ends its calls and is collected; its connections close as they idle.
        (object Access, Lazy<ApiClient> Client) Make() => (
            access, new Lazy<ApiClient>(() => new ApiClient(api, access, ct => turn(account, access.RatePerSecond, ct), time)));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var (_, client) in _clients.Values)
        {
            if (client.IsValueCreated)
            {
                client.Value.Dispose();
            }
        }
    }
}
