namespace Ledger.Cli.Shell;

/// <summary>
/// Where the servers are: from the environment if set, else from the local stack's <c>stack.json</c>. Each property
/// stops the command with what is missing and what to do.
/// </summary>
/// <param name="environment">Reads an environment variable; null when it is not set.</param>
/// <param name="stack">The stack file; null when there is none.</param>
/// <param name="home">Folder where the stack file was looked for.</param>
sealed class Connections(Func<string, string?> environment, StackFile? stack, string home)
{
    /// <summary>Of this process.</summary>
    public static Connections ForProcess()
    {
        var home = LedgerHome.Find();
        return new Connections(Environment.GetEnvironmentVariable, StackFile.Read(home), home);
    }

    /// <summary>Npgsql connection string of the <c>journal</c> schema's database.</summary>
    public string Journal => Set("LEDGER_POSTGRES_JOURNAL") ?? Postgres;

    /// <summary>Npgsql connection string of the <c>evidence</c> schema's database.</summary>
    public string Evidence => Set("LEDGER_POSTGRES_EVIDENCE") ?? Postgres;

    /// <summary>AMQP address of the broker.</summary>
    public Uri Broker => Address("LEDGER_RABBITMQ", stack?.RabbitMq?.Uri, "the address of RabbitMQ");

    /// <summary>Base address of the gateway.</summary>
    public Uri Gateway => Address("LEDGER_GATEWAY_URL", stack?.Gateway?.Url, "the address of the gateway");

    /// <summary>Path of the secrets file.</summary>
    public string SecretsFile =>
        Set("LEDGER_SECRETS") ?? stack?.SecretsFile ?? throw NotFound("LEDGER_SECRETS", "the path of the secrets file");

    string Postgres =>
        Set("LEDGER_POSTGRES") ?? stack?.Postgres?.ConnectionString
        ?? throw NotFound("LEDGER_POSTGRES", "the connection string of PostgreSQL");

    string? Set(string name) => environment(name) is { Length: > 0 } value ? value : null;

    Uri Address(string name, Uri? fromStack, string what) => Set(name) switch
    {
        null => fromStack ?? throw NotFound(name, what),
        var text when Uri.TryCreate(text, UriKind.Absolute, out var uri) => uri,
        _ => throw CliError.Missing(
            "SETTING_INVALID", $"{name} is not an absolute address.", $"Set {name} to {what}, with its scheme."),
    };

    CliError NotFound(string name, string what) => CliError.Missing(
        "STACK_NOT_FOUND",
        $"{name} is not set and no local stack is recorded in {Path.Combine(home, "stack.json")}: {what} is not known.",
        $"Start a local stack with './ledger up --detach', or set {name}.");
}
