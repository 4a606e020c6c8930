using System.Collections.Concurrent;
using Ledger.Cli.Shell;
using Ledger.Cli.Webhooks;
using Ledger.Providers;

namespace Ledger.Cli.Demo;

/// <summary>The endpoints of a local stack, one of each provider, with what signs for them.</summary>
/// <param name="http">Calls the simulators.</param>
/// <param name="gateway">Base address of the gateway.</param>
/// <param name="secretsFile">Path of the secrets file.</param>
/// <param name="simulators">Where the simulated providers listen; null when there are none.</param>
sealed class ProviderEndpoints(HttpClient http, Uri gateway, string secretsFile, Uri? simulators)
{
    const string Endpoint = "default";
    readonly ConcurrentDictionary<string, string> _secrets = new(StringComparer.Ordinal);

    /// <summary>Where a delivery goes.</summary>
    public Uri AddressOf(Delivery delivery) => new(gateway, $"/v1/webhooks/{delivery.Provider}/{Endpoint}");

    /// <summary>Has the simulated provider know what it is about to send.</summary>
    public async Task TellAsync(Delivery delivery, DateTimeOffset at, CancellationToken ct) =>
        await Simulator(delivery).TellAsync((await SignAsync(delivery, at, ct)).Body.ToArray(), ct);

    SimulatedProvider Simulator(Delivery delivery) => new(http, simulators, delivery.Provider);

    /// <summary>A delivery as its provider would send it.</summary>
    /// <param name="delivery">The delivery.</param>
    /// <param name="at">When it is signed.</param>
    /// <param name="ct">Gives up.</param>
    /// <param name="secret">What signs it; the endpoint's newest unless given.</param>
    public async Task<SignedRequest> SignAsync(Delivery delivery, DateTimeOffset at, CancellationToken ct, string? secret = null)
    {
        var provider = AllProviders.List.Single(candidate => candidate.Name == delivery.Provider);
        secret ??= _secrets.GetOrAdd(
            delivery.Provider, static (name, file) => SigningSecrets.Newest(file, name, Endpoint), secretsFile);
        return provider.Sign(delivery.Body, secret, at)
            ?? await Simulator(delivery).SignAsync(delivery.Body, secret, at, ct)
            ?? throw CliError.Missing(
                "SIGNATURE_UNAVAILABLE", $"Nothing here can sign for {delivery.Provider}.", "This is a fault of the demo.");
    }
}
