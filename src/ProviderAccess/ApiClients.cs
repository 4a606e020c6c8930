using System.Collections.Concurrent;

namespace Ledger.ProviderAccess;

/// <summary>The clients of one process, one for each endpoint's account; made anew when its access changes in the secrets file.</summary>
public sealed class ApiClients(TimeProvider time) : IDisposable
{
    readonly ConcurrentDictionary<(string Provider, string Endpoint), (object Access, Lazy<ApiClient> Client)> _clients = new();

    /// <summary>The client of an endpoint's account; null when there is no access to its API.</summary>
    public ApiClient? Of(WebhookEndpoint endpoint)
    {
        if (endpoint is not { Settings.Api: { } access, Provider.Api: { } api })
        {
            return null;
        }

        return _clients.AddOrUpdate(
            (endpoint.Provider.Name, endpoint.Name), _ => Make(),
            (_, known) => ReferenceEquals(known.Access, access) ? known : Make()).Client.Value;

        // A client that is replaced ends its calls and is collected; its connections close as they idle.
        (object Access, Lazy<ApiClient> Client) Make() => (access, new Lazy<ApiClient>(() => new ApiClient(api, access, time)));
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
