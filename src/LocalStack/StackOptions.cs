using Ledger.LocalStack.Servers.Tryton;

namespace Ledger.LocalStack;

/// <summary>Servers and settings that exist already and are used instead of private ones.</summary>
public sealed record StackOptions
{
    /// <summary>Connection string of a PostgreSQL (LEDGER_POSTGRES); null for a private one.</summary>
    public string? Postgres { get; init; }

    /// <summary>Address of a RabbitMQ (LEDGER_RABBITMQ); null for a private one.</summary>
    public Uri? RabbitMq { get; init; }

    /// <summary>Path of a secrets file (LEDGER_SECRETS); null for a generated one.</summary>
    public string? SecretsFile { get; init; }

    /// <summary>Path of a file of the archive's master keys (LEDGER_ARCHIVE_KEYS); null for a generated one.</summary>
    public string? ArchiveKeysFile { get; init; }

    /// <summary>True when entries are exported (unless LEDGER_ERP is off).</summary>
    public bool Exports { get; init; } = true;

    /// <summary>
    /// Path of a file of ERP targets (LEDGER_ERP_TARGETS); null for a generated one: files, and simulated ERPs that the stack runs itself.
    /// </summary>
    public string? ErpTargets { get; init; }

    /// <summary>
    /// The chart of a private Tryton that is a target too; null for none, but one that runs already is left running.
    /// </summary>
    public IReadOnlyList<TrytonAccount>? Tryton { get; init; }

    /// <summary>True when the stack has ERPs of its own.</summary>
    public bool HasErps => Exports && ErpTargets is null;

    /// <summary>True when the stack stands in for the providers' APIs: their addresses are in the secrets file that it makes.</summary>
    public bool HasProviders => SecretsFile is null;

    /// <summary>Where the gateway listens (LEDGER_GATEWAY_URL); null for a free port, chosen once.</summary>
    public Uri? GatewayUrl { get; init; }

    /// <summary>Where the worker answers about its health (LEDGER_WORKER_URL); null for a free port, chosen once.</summary>
    public Uri? WorkerUrl { get; init; }

    /// <summary>Reads the environment.</summary>
    /// <exception cref="MissingProgramException">An address is not one.</exception>
    public static StackOptions FromEnvironment() => new()
    {
        Postgres = Set("LEDGER_POSTGRES"),
        RabbitMq = Address("LEDGER_RABBITMQ"),
        SecretsFile = Set("LEDGER_SECRETS"),
        ArchiveKeysFile = Set("LEDGER_ARCHIVE_KEYS"),
        Exports = Set("LEDGER_ERP") != "off",
        ErpTargets = Set("LEDGER_ERP_TARGETS"),
        GatewayUrl = Address("LEDGER_GATEWAY_URL"),
        WorkerUrl = Address("LEDGER_WORKER_URL"),
    };

    static string? Set(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;

    static Uri? Address(string name) => Set(name) switch
    {
        null => null,
        var text when Uri.TryCreate(text, UriKind.Absolute, out var uri) => uri,
        _ => throw new MissingProgramException($"{name} is not an absolute address.", $"Set {name} with its scheme, or unset it."),
    };
}
