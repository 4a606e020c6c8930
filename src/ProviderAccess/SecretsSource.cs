using Ledger.Providers;

namespace Ledger.ProviderAccess;

/// <summary>Where the endpoints come from.</summary>
/// <param name="Path">The secrets file.</param>
/// <param name="Providers">The providers that it may name.</param>
public sealed record SecretsSource(string Path, IReadOnlyList<IPaymentProvider> Providers)
{
    /// <summary>How often the file is looked at; every two seconds unless set.</summary>
    public TimeSpan Poll { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>What a host adds to what the file holds, such as its store of certificates; nothing unless set.</summary>
    public Func<WebhookEndpoints, WebhookEndpoints> Complete { get; init; } = endpoints => endpoints;
}
