using System.Collections.Concurrent;
using Ledger.Cli.Shell;
using Ledger.Cli.Webhooks;
using Ledger.Providers;

namespace Ledger.Cli.Demo;

/// <summary>The endpoints of a local stack, one of each provider, with what signs for them.</summary>
/// <param name="gateway">Base address of the gateway.</param>
/// <param name="secretsFile">Path of the secrets file.</param>
sealed class ProviderEndpoints(Uri gateway, string secretsFile)
{
    const string Endpoint = "default";
    readonly ConcurrentDictionary<string, string> _secrets = new(StringComparer.Ordinal);

    /// <summary>Where a delivery goes.</summary>
    public Uri AddressOf(Delivery delivery) => new(gateway, $"/v1/webhooks/{delivery.Provider}/{Endpoint}");

    /// <summary>A delivery as its provider would send it.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="at">When it is signed.</param>
    /// <param name="secret">What signs it; the endpoint's newest unless given.</param>
    public SignedRequest Sign(Delivery delivery, DateTimeOffset at, string? secret = null)
    {
        var provider = AllProviders.List.Single(candidate => candidate.Name == delivery.Provider);
        secret ??= _secrets.GetOrAdd(
            delivery.Provider, static (name, file) => SigningSecrets.Newest(file, name, Endpoint), secretsFile);
        return provider.Sign(delivery.Body, secret, at)
            ?? throw CliError.Missing(
                "SIGNATURE_UNAVAILABLE", $"Nothing here can sign for {delivery.Provider}.", "This is a fault of the demo.");
    }
}
