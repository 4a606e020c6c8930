using System.Collections.Frozen;
using Ledger.Providers;

namespace Ledger.ProviderAccess;

/// <summary>The configured endpoints, at one moment.</summary>
public sealed class WebhookEndpoints
{
    readonly FrozenDictionary<string, FrozenDictionary<string, WebhookEndpoint>> _byProvider;

    /// <summary>Arranges endpoints for looking up.</summary>
    public WebhookEndpoints(IReadOnlyCollection<WebhookEndpoint> all)
    {
        All = all;
        _byProvider = all.GroupBy(e => e.Provider.Name, StringComparer.OrdinalIgnoreCase).ToFrozenDictionary(
            g => g.Key,
            g => g.ToFrozenDictionary(e => e.Name, StringComparer.OrdinalIgnoreCase),
            StringComparer.OrdinalIgnoreCase);
    }

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<WebhookEndpoint> All { get; }

    /// <summary>The provider's endpoints by name; null when the provider is unknown or has none.</summary>
    public FrozenDictionary<string, WebhookEndpoint>? Of(string provider) => _byProvider.GetValueOrDefault(provider);

    /// <summary>One endpoint; null when it is not configured.</summary>
    public WebhookEndpoint? Of(string provider, string endpoint) => Of(provider)?.GetValueOrDefault(endpoint);
}

/// <summary>One address that a provider sends to.</summary>
/// <param name="Provider">Who sends.</param>
/// <param name="Name">Last part of the address.</param>
/// <param name="Settings">Account, signing secrets, access to the API.</param>
public sealed record WebhookEndpoint(IPaymentProvider Provider, string Name, EndpointSettings Settings);
