using Ledger.Cli.Shell;
using Ledger.ProviderAccess;
using Ledger.Providers;

namespace Ledger.Cli.Deliveries;

/// <summary>What the secrets file says now, as far as it helps to explain refusals; never a secret, only ids.</summary>
sealed class LiveSecrets
{
    readonly WebhookEndpoints? _endpoints;

    LiveSecrets(SecretsFile.Reading reading)
    {
        _endpoints = reading.Endpoints;
        ChangedAt = reading.Files.LastChange;
        Fault = reading.Endpoints is null ? string.Join(' ', reading.Errors) : null;
    }

    /// <summary>When one of its files was written last (UTC).</summary>
    public DateTimeOffset? ChangedAt { get; }

    /// <summary>Why it cannot be used; null when it can.</summary>
    public string? Fault { get; }

    /// <summary>Reads the file of the environment or the stack; null where none is named, as on a machine without a gateway.</summary>
    public static LiveSecrets? Read(Connections connections) => connections.SecretsFileIfNamed is { } path
        ? new LiveSecrets(SecretsFile.Read(path, AllProviders.List))
        : null;

    /// <summary>Those of a file.</summary>
    internal static LiveSecrets Of(SecretsFile.Reading reading) => new(reading);

    /// <summary>Ids of the live secrets of an endpoint, newest first; null when the file or the endpoint is not known.</summary>
    public IReadOnlyList<string>? IdsOf(string provider, string endpoint) =>
        _endpoints?.Of(provider, endpoint) is { } known ? [.. known.Settings.Secrets.Select(SecretId.Of)] : null;

    /// <summary>Names of the endpoints of a provider; null when the file is not known.</summary>
    public IReadOnlyList<string>? EndpointsOf(string provider) =>
        _endpoints is null ? null : [.. (_endpoints.Of(provider)?.Keys ?? []).Order(StringComparer.Ordinal)];
}
