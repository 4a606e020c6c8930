using Ledger.Evidence.Sealing;
using Ledger.LocalStack;
using Npgsql;

namespace Ledger.Cli.Shell;

/// <summary>
/// Where the servers are: from the environment if set, else from the local stack's <c>stack.json</c>. Each property
/// stops the command with what is missing and what to do.
/// </summary>
/// <param name="environment">Reads an environment variable; null when it is not set.</param>
/// <param name="readStack">Reads the stack file; null when there is none. Asked only for what is not set.</param>
sealed class Connections(Func<string, string?> environment, Func<StackFile?> readStack)
{
    readonly Lazy<StackFile?> _stack = new(readStack);

    /// <summary>Of this process.</summary>
    public static Connections ForProcess() => new(
        Environment.GetEnvironmentVariable, () => StackFile.Read(StackFolder.OfThisProgram().StackFile));

    /// <summary>Npgsql connection string of the <c>journal</c> schema's database.</summary>
    public string Journal => Database("LEDGER_POSTGRES_JOURNAL") ?? Postgres;

    /// <summary>Npgsql connection string of the <c>evidence</c> schema's database.</summary>
    public string Evidence => Database("LEDGER_POSTGRES_EVIDENCE") ?? Postgres;

    /// <summary>Npgsql connection string of the <c>backfill</c> schema's database.</summary>
    public string Backfill => Database("LEDGER_POSTGRES_BACKFILL") ?? Postgres;

    /// <summary>
    /// Npgsql connection string of the <c>inventory</c> schema's database; null when nothing names one, because a ledger
    /// without goods needs none.
    /// </summary>
    public string? Inventory =>
        Database("LEDGER_POSTGRES_INVENTORY") ?? Database("LEDGER_POSTGRES") ?? _stack.Value?.Postgres.ConnectionString;

    /// <summary>
    /// Npgsql connection string of the <c>erp_export</c> schema's database; null when nothing names one, because a ledger that exports
    /// to no ERP needs none.
    /// </summary>
    public string? Erp => Database("LEDGER_POSTGRES_ERP") ?? Database("LEDGER_POSTGRES") ?? _stack.Value?.Postgres.ConnectionString;

    /// <summary>
    /// Npgsql connection string of the <c>confirmation</c> schema's database; null when nothing names one, because a ledger that reads no
    /// provider's API needs none.
    /// </summary>
    public string? Confirmation =>
        Database("LEDGER_POSTGRES_CONFIRMATION") ?? Database("LEDGER_POSTGRES") ?? _stack.Value?.Postgres.ConnectionString;

    /// <summary>Path of the file of ERP targets; null when none is named.</summary>
    public string? ErpTargetsFile => Set("LEDGER_ERP_TARGETS") ?? _stack.Value?.ErpTargets;

    /// <summary>Path of the file with the key by which tokens of ERPs are sealed; null when none is named.</summary>
    public string? ErpTokenKeyFile => Set("LEDGER_ERP_TOKEN_KEY") ?? _stack.Value?.ErpTokenKey;

    /// <summary>
    /// Master keys of archived bodies; null when nothing names any: what needs no body needs none.
    /// </summary>
    public MasterKeys? ArchiveKeys
    {
        get
        {
            try
            {
                return MasterKeys.OfSettings(name => Set(name) ?? OfStack(name));
            }
            catch (MasterKeysRefusedException refused)
            {
                throw CliError.Missing(
                    "ARCHIVE_KEYS_REFUSED", refused.Message, "Name the file of master keys that the worker uses.");
            }

            string? OfStack(string name) => name == MasterKeys.FileSetting && Set(MasterKeys.TextSetting) is null
                ? _stack.Value?.ArchiveKeys
                : null;
        }
    }

    /// <summary>AMQP address of the broker.</summary>
    public Uri Broker => Amqp(Address("LEDGER_RABBITMQ")) ?? OfStack("LEDGER_RABBITMQ", stack => stack.RabbitMq.Uri);

    /// <summary>Base address of the gateway.</summary>
    public Uri Gateway => Address("LEDGER_GATEWAY_URL") ?? OfStack("LEDGER_GATEWAY_URL", stack => stack.Gateway.Url);

    /// <summary>Where the local stack's simulated providers listen; null when there are none.</summary>
    public Uri? Simulators => Set("LEDGER_GATEWAY_URL") is null ? _stack.Value?.Providers?.Url : null;

    /// <summary>Path of the secrets file.</summary>
    public string SecretsFile => Set("LEDGER_SECRETS") ?? OfStack("LEDGER_SECRETS", stack => stack.SecretsFile);

    /// <summary>Path of the secrets file; null when nothing names one.</summary>
    public string? SecretsFileIfNamed => Set("LEDGER_SECRETS") ?? _stack.Value?.SecretsFile;

    string Postgres => Database("LEDGER_POSTGRES") ?? OfStack("LEDGER_POSTGRES", stack => stack.Postgres.ConnectionString);

    string? Database(string name)
    {
        try
        {
            _ = new NpgsqlConnectionStringBuilder(Set(name));
            return Set(name);
        }
        catch (ArgumentException wrong)
        {
            throw CliError.Missing(
                "SETTING_INVALID", $"{name} is no connection string of Npgsql: {wrong.Message}",
                $"Set {name} to one such as 'Host=127.0.0.1;Port=5432;Username=ledger;Password=…;Database=ledger'.");
        }
    }

    string? Set(string name) => environment(name) is { Length: > 0 } value ? value : null;

    Uri? Address(string name) => Set(name) switch
    {
        null => null,
        var text when Uri.TryCreate(text, UriKind.Absolute, out var uri) => uri,
        _ => throw CliError.Missing(
            "SETTING_INVALID", $"{name} is not an absolute address.", $"Set {name} to an address with its scheme."),
    };

    static Uri? Amqp(Uri? address) => address is null or { Scheme: "amqp" or "amqps" } ? address : throw CliError.Missing(
        "SETTING_INVALID", $"LEDGER_RABBITMQ has the scheme {address.Scheme}.",
        "Set it to an address that begins with amqp:// or amqps://.");

    T OfStack<T>(string name, Func<StackFile, T> read) => _stack.Value is { } stack
        ? read(stack)
        : throw CliError.Missing(
            "STACK_NOT_FOUND", $"{name} is not set, and no local stack runs that could tell it.",
            $"Start one with './ledger up --detach', or set {name}.");
}
