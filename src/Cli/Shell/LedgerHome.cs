namespace Ledger.Cli.Shell;

/// <summary>The folder of the local stack: <c>.ledger</c> of the checkout, or <c>LEDGER_HOME</c>.</summary>
static class LedgerHome
{
    /// <summary>
    /// <c>LEDGER_HOME</c> if set; else <c>.ledger</c> in the nearest folder, from here upwards, that holds one or is
    /// the checkout's root; else <c>.ledger</c> here.
    /// </summary>
    public static string Find() =>
        Find(Environment.GetEnvironmentVariable("LEDGER_HOME"), Environment.CurrentDirectory);

    /// <summary>The same for given values.</summary>
    public static string Find(string? configured, string current)
    {
        if (configured is { Length: > 0 })
        {
            return Path.GetFullPath(configured);
        }

        for (var folder = new DirectoryInfo(current); folder is not null; folder = folder.Parent)
        {
            var home = Path.Combine(folder.FullName, ".ledger");
            if (Directory.Exists(home) || File.Exists(Path.Combine(folder.FullName, "Ledger.sln")))
            {
                return home;
            }
        }

        return Path.Combine(current, ".ledger");
    }
}
