namespace Ledger.LocalStack.Processes;

/// <summary>The user a server runs as: PostgreSQL refuses to be root.</summary>
static class ServerUser
{
    /// <summary>Null when we are not root; else <c>postgres</c> if that user exists, or <c>nobody</c>.</summary>
    public static string? ForPostgres() => !Environment.IsPrivilegedProcess ? null : Exists("postgres") ? "postgres" : "nobody";

    /// <summary>Main group of a user, as a number.</summary>
    public static string GroupOf(string user) => Fields(user)[3];

    /// <summary>Makes a file or folder the user's own; nothing when <paramref name="user"/> is null.</summary>
    public static async Task GiveAsync(string path, string? user, string logFile, CancellationToken cancellationToken)
    {
        if (user is null)
        {
            return;
        }

        var launch = new ProcessLaunch
        {
            Program = "chown",
            Arguments = ["-R", $"{user}:{GroupOf(user)}", "--", path],
            LogFile = logFile,
        };
        if (await DetachedProcess.RunAsync(launch, cancellationToken) != 0)
        {
            throw StackStartException.Of("chown", $"could not give {path} to {user}", logFile);
        }
    }

    /// <summary>True when the user can go into a folder, through all the folders above it.</summary>
    public static async Task<bool> CanEnterAsync(string folder, string? user, CancellationToken cancellationToken)
    {
        if (user is null)
        {
            return true;
        }

        var launch = new ProcessLaunch
        {
            Program = "/bin/sh",
            Arguments = ["-c", """cd -- "$1" """, "sh", folder],
            LogFile = "/dev/null",
            RunAs = user,
        };
        return await DetachedProcess.RunAsync(launch, cancellationToken) == 0;
    }

    static bool Exists(string user) => Line(user) is not null;

    static string[] Fields(string user) =>
        Line(user)?.Split(':') ?? throw new MissingProgramException($"There is no user {user}.", $"Add the user {user}.");

    static string? Line(string user) =>
        File.ReadLines("/etc/passwd").FirstOrDefault(line => line.StartsWith(user + ":", StringComparison.Ordinal));
}
