namespace Ledger.LocalStack.Servers;

/// <summary>Finds the server programs of this machine, where Debian and Ubuntu put them, then on the PATH.</summary>
public static class ServerPrograms
{
    const string PostgresVersions = "/usr/lib/postgresql";
    const string TrytonAccounts = "/usr/lib/python3/dist-packages/trytond/modules/account";
    static readonly string[] RabbitMqFolders = ["/usr/lib/rabbitmq/bin", "/opt/rabbitmq/sbin", "/usr/local/sbin"];

    /// <summary>True when PostgreSQL can be started here.</summary>
    public static bool HasPostgres => PostgresFolder(version: null) is not null;

    /// <summary>True when RabbitMQ can be started here.</summary>
    public static bool HasRabbitMq => RabbitMqOrNull() is not null && OnPath("epmd") is not null;

    /// <summary>True when Tryton can be started here, with its module for accounts.</summary>
    public static bool HasTryton =>
        OnPath("trytond") is not null && OnPath("trytond-admin") is not null && Directory.Exists(TrytonAccounts);

    /// <summary>Folder of <c>initdb</c> and <c>postgres</c>.</summary>
    /// <param name="version">Major version wanted by existing data; null for the newest.</param>
    public static string Postgres(string? version) => PostgresFolder(version)
        ?? throw new MissingProgramException(
            $"PostgreSQL {version} is not installed (looked in {PostgresVersions}/*/bin and on the PATH).",
            version is null ? "Install it: apt-get install postgresql" : $"Install it: apt-get install postgresql-{version}");

    /// <summary>Path of <c>rabbitmq-server</c>; not the one that insists on the user rabbitmq.</summary>
    public static string RabbitMq() => RabbitMqOrNull()
        ?? throw new MissingProgramException(
            $"RabbitMQ is not installed (looked in {string.Join(", ", RabbitMqFolders)} and on the PATH).",
            "Install it: apt-get install rabbitmq-server");

    /// <summary>Path of Erlang's port mapper, which comes with RabbitMQ.</summary>
    public static string Epmd() => OnPath("epmd")
        ?? throw new MissingProgramException("Erlang's epmd is not on the PATH.", "Install it: apt-get install erlang-base");

    /// <summary>Requires that Tryton can be started here.</summary>
    /// <exception cref="MissingProgramException">It cannot.</exception>
    public static void RequireTryton()
    {
        if (!HasTryton)
        {
            throw new MissingProgramException(
                $"Tryton is not installed (looked for trytond on the PATH and for {TrytonAccounts}).",
                "Install it: apt-get install tryton-server tryton-modules-account");
        }
    }

    static string? PostgresFolder(string? version)
    {
        var installed = Directory.Exists(PostgresVersions)
            ? Directory.EnumerateDirectories(PostgresVersions)
                .Where(folder => File.Exists(Path.Combine(folder, "bin", "initdb")))
                .Where(folder => int.TryParse(Path.GetFileName(folder), out _))
                .OrderByDescending(folder => int.Parse(Path.GetFileName(folder)))
                .ToList()
            : [];
        var match = version is null
            ? installed.FirstOrDefault()
            : installed.Find(folder => string.Equals(Path.GetFileName(folder), version, StringComparison.Ordinal));
        return match is not null ? Path.Combine(match, "bin") : Path.GetDirectoryName(OnPath("initdb"));
    }

    static string? RabbitMqOrNull() =>
        RabbitMqFolders.Select(folder => Path.Combine(folder, "rabbitmq-server")).FirstOrDefault(File.Exists)
        ?? OnPath("rabbitmq-server");

    static string? OnPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "/usr/bin:/bin")
            .Split(':', StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);
}
