namespace Ledger.LocalStack;

/// <summary>
/// Where a local stack keeps what it needs: <c>.ledger</c> of the checkout. Everything the stack writes is below
/// <see cref="Home"/>, except data that the server's user could not reach there.
/// </summary>
/// <param name="Home">Full path of the folder, usually <c>.ledger</c>.</param>
/// <param name="Checkout">Full path of the checkout, whose <c>artifacts/bin</c> holds the programs.</param>
public sealed record StackFolder(string Home, string Checkout)
{
    /// <summary>
    /// The stack of the checkout this program was built in, or of <c>LEDGER_HOME</c> when that is set.
    /// </summary>
    public static StackFolder OfThisProgram()
    {
        var checkout = FindCheckout(AppContext.BaseDirectory) ?? FindCheckout(Environment.CurrentDirectory)
            ?? throw new MissingProgramException(
                $"No Ledger.sln above {AppContext.BaseDirectory}: the local stack runs from a checkout.",
                "Run ./ledger in a checkout.");
        var configured = Environment.GetEnvironmentVariable("LEDGER_HOME");
        var home = configured is { Length: > 0 } ? Path.GetFullPath(configured) : Path.Combine(checkout, ".ledger");
        return new StackFolder(home, checkout);
    }

    /// <summary>The description of the running stack.</summary>
    public string StackFile => Path.Combine(Home, "stack.json");

    /// <summary>Held while a stack is being started or stopped.</summary>
    public string LockFile => Path.Combine(Home, "stack.lock");

    /// <summary>The demo secrets, made at the first start.</summary>
    public string SecretsFile => Path.Combine(Home, "secrets.json");

    /// <summary>The master keys of the archive, made at the first start.</summary>
    public string ArchiveKeysFile => Path.Combine(Home, "archive.keys");

    /// <summary>The private PostgreSQL.</summary>
    public string Postgres => Path.Combine(Home, "postgres");

    /// <summary>The private RabbitMQ.</summary>
    public string RabbitMq => Path.Combine(Home, "rabbitmq");

    /// <summary>The private Tryton.</summary>
    public string Tryton => Path.Combine(Home, "tryton");

    /// <summary>The ERP targets, with the files that are written for them.</summary>
    public string Erp => Path.Combine(Home, "erp");

    /// <summary>The key by which tokens of ERPs are sealed, made at the first start.</summary>
    public string TokenKeyFile => Path.Combine(Erp, "token.key");

    /// <summary>Keys of the simulated payment providers.</summary>
    public string Providers => Path.Combine(Home, "providers");

    /// <summary>Keys and books of a simulated ERP, such as <c>odoo</c>.</summary>
    public string SimulatorOf(string erp) => Path.Combine(Erp, "simulators", erp);

    /// <summary>Log of a role, such as <c>gateway</c>.</summary>
    public string LogOf(string role) => Path.Combine(Home, "logs", role + ".log");

    /// <summary>Which process runs a role, such as <c>gateway</c>.</summary>
    public string PidFileOf(string role) => Path.Combine(Home, "run", role + ".pid");

    /// <summary>Where a role listens, such as <c>gateway</c>.</summary>
    public string UrlFileOf(string role) => Path.Combine(Home, "run", role + ".url");

    /// <summary>The built program of a host project, such as <c>Gateway</c>.</summary>
    public string ProgramOf(string project) => Path.Combine(
        Checkout, "artifacts", "bin", project, "release", $"Ledger.{project}.dll");

    static string? FindCheckout(string start)
    {
        for (var folder = new DirectoryInfo(start); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Ledger.sln")))
            {
                return folder.FullName;
            }
        }

        return null;
    }
}
